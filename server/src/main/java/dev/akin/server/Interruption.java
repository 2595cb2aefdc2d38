package dev.akin.server;

import com.google.common.util.concurrent.MoreExecutors;
import dev.akin.api.AkinException;
import io.grpc.Context;
import java.util.function.Supplier;

/**
 * Interrupts the thread of a call that its caller gives up, as long as the call runs. Only for work
 * that reads: a write that has begun is finished.
 */
final class Interruption implements Context.CancellationListener {
  private final Thread thread = Thread.currentThread();
  private boolean running = true;

  private Interruption() {}

  /** Runs work of the current call. */
  static <T> T around(Supplier<T> work) {
    Context context = Context.current();
    if (context.isCancelled()) {
      throw new AkinException.Cancelled("the caller gave up");
    }
    Interruption interruption = new Interruption();
    context.addListener(interruption, MoreExecutors.directExecutor());
    try {
      return work.get();
    } finally {
      context.removeListener(interruption);
      interruption.end();
    }
  }

  @Override
  public synchronized void cancelled(Context context) {
    if (running) {
      thread.interrupt();
    }
  }

  /** The thread goes on to other calls: it must not carry an interrupt there. */
  private synchronized void end() {
    running = false;
    boolean unused = Thread.interrupted();
  }
}
