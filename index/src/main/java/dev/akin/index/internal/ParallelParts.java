package dev.akin.index.internal;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Work in numbered parts on the fork-join pool of the caller, or the common one. A parallel stream
 * throws what the first failing part throws while others still run, and whoever then frees what
 * they work on brings the process down; here all have ended.
 */
public final class ParallelParts {
  private ParallelParts() {}

  /**
   * Runs parts 0 to {@code count - 1}, in no order. Once one has failed, those not begun are left
   * out, and when no other runs any more this throws what it threw.
   */
  public static void run(int count, IntConsumer part) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              if (failure.get() == null) {
                try {
                  part.accept(i);
                } catch (RuntimeException | Error e) {
                  failure.compareAndSet(null, e);
                }
              }
            });
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}
