package dev.akin.engine;

/**
 * Is told of each stage of each call when it has ended well, on the thread of the call. Safe for
 * any number of threads; must be fast and must not throw.
 */
@FunctionalInterface
public interface StageListener {
  /** Lets it all pass. */
  StageListener NONE = (_, _, _, _) -> {};

  /**
   * A stage has just ended.
   *
   * @param collection its name; empty for a call that has none
   * @param items that went through it: inputs embedded, records let through by the filter,
   *     distances computed, records read or written, texts scored
   * @param nanos it took
   */
  void ended(Stage stage, String collection, long items, long nanos);
}
