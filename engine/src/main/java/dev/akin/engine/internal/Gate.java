package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import java.util.Optional;
import java.util.concurrent.Phaser;

/**
 * Lets operations through until it is closed, and lets the closer wait for those inside. Off-heap
 * memory is unmapped only behind a closed gate. Safe for any number of threads.
 */
public final class Gate {
  private final String what;
  private final Phaser inside = new Phaser(1);
  private volatile boolean closed;

  /**
   * An open gate.
   *
   * @param what it guards, for the message, such as {@code collection 'docs'}
   */
  public Gate(String what) {
    this.what = what;
  }

  /**
   * Enters; the caller leaves with {@link Pass#close}.
   *
   * @throws AkinException.FailedPrecondition once the gate is closed
   */
  public Pass enter() {
    return tryEnter().orElseThrow(() -> new AkinException.FailedPrecondition(what + " is closed"));
  }

  /** Enters if the gate is open; the caller leaves with {@link Pass#close}. */
  public Optional<Pass> tryEnter() {
    inside.register();
    if (closed) {
      inside.arriveAndDeregister();
      return Optional.empty();
    }
    return Optional.of(inside::arriveAndDeregister);
  }

  /** Whether nobody gets in any more. */
  public boolean isClosed() {
    return closed;
  }

  /** Lets nobody in any more and waits until all have left. Only the first call waits. */
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    inside.arriveAndAwaitAdvance();
  }

  /** Proof of being inside. */
  public interface Pass extends AutoCloseable {
    @Override
    void close();
  }
}
