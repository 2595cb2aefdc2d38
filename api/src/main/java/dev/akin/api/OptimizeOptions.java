package dev.akin.api;

/**
 * How a collection is optimized. Immutable.
 *
 * @param threads that build the new indexes, 0 to 1,024; 0 takes as many as index new vectors
 * @param force whether to build them anew even if no record is dead
 */
public record OptimizeOptions(int threads, boolean force) {
  /** All threads, and only if there is something to gain. */
  public static final OptimizeOptions DEFAULTS = new OptimizeOptions(0, false);

  /** Checks the range. */
  public OptimizeOptions {
    if (threads < 0 || threads > 1024) {
      throw new AkinException.InvalidArgument("threads must be 0 to 1024: " + threads);
    }
  }

  /** With another number of threads. */
  public OptimizeOptions withThreads(int threads) {
    return new OptimizeOptions(threads, force);
  }

  /** Building anew whether or not a record is dead. */
  public OptimizeOptions withForce(boolean force) {
    return new OptimizeOptions(threads, force);
  }
}
