package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.Purpose;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads of one model, and who goes next on them. Safe for any number of threads.
 *
 * <p>Batches of queries go before batches of documents. Among equals, calls take turns: each batch
 * gets the turn at which it would run if its call had started a round of its own when it came, so a
 * small call does not wait for all of a large one, and a large one is never starved.
 */
final class BatchQueue implements AutoCloseable {
  /** A piece of work that is not interrupted half-way. */
  interface Batch {
    void run();
  }

  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor workers;
  private final AtomicLong currentTurn = new AtomicLong();
  private final AtomicLong arrivals = new AtomicLong();

  BatchQueue(String name, int threads) {
    AtomicLong number = new AtomicLong();
    workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new PriorityBlockingQueue<>(),
            work -> {
              Thread thread =
                  new Thread(work, "akin-embed-" + name + "-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs batches, several at once, and returns when all have.
   *
   * @throws AkinException.Cancelled if the calling thread is interrupted; batches not begun are
   *     dropped, and the interrupt stays set
   * @throws RuntimeException the first that a batch threw; batches not begun are dropped
   */
  void run(List<? extends Batch> batches, Purpose purpose) {
    Call call = new Call(batches.size());
    long turn = currentTurn.get();
    for (Batch batch : batches) {
      workers.execute(
          new Ticket(call, batch, purpose, turn++, arrivals.getAndIncrement(), currentTurn));
    }
    call.await();
  }

  /** The number of batches that ever came. */
  long arrived() {
    return arrivals.get();
  }

  /** Lets begun and waiting batches end. */
  @Override
  public void close() {
    workers.close();
  }

  /** One call of {@link #run}. */
  private static final class Call {
    private final CountDownLatch left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Call(int batches) {
      left = new CountDownLatch(batches);
    }

    void run(Batch batch) {
      try {
        if (failure.get() == null) {
          batch.run();
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        left.countDown();
      }
    }

    void await() {
      try {
        left.await();
      } catch (InterruptedException e) {
        AkinException.Cancelled cancelled = Interrupts.cancelled();
        failure.compareAndSet(null, cancelled);
        throw cancelled;
      }
      switch (failure.get()) {
        case null -> {}
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }

  private record Ticket(
      Call call, Batch batch, Purpose purpose, long turn, long arrival, AtomicLong currentTurn)
      implements Runnable, Comparable<Ticket> {
    @Override
    public void run() {
      currentTurn.accumulateAndGet(turn, Math::max);
      call.run(batch);
    }

    @Override
    public int compareTo(Ticket other) {
      int byPurpose = Integer.compare(rank(purpose), rank(other.purpose));
      if (byPurpose != 0) {
        return byPurpose;
      }
      int byTurn = Long.compare(turn, other.turn);
      return byTurn != 0 ? byTurn : Long.compare(arrival, other.arrival);
    }

    private static int rank(Purpose purpose) {
      return switch (purpose) {
        case QUERY -> 0;
        case DOCUMENT -> 1;
      };
    }
  }
}
