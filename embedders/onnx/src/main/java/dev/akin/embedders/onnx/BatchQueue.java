package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.Purpose;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads of one model, who goes next on them, and which batches of different calls run as one.
 * Safe for any number of threads.
 *
 * <p>Queries and documents have a lane each, with threads of their own, so that a query waits for
 * other queries only. In a lane, calls take turns: each batch gets the turn at which it would run
 * if its call had started a round of its own when it came, so a small call does not wait for all of
 * a large one, and a large one is never starved.
 *
 * <p>A thread that takes a batch with room left fills it up with those that wait behind it, whoever
 * asked for them. While all threads are busy that needs no waiting; with a delay, a thread also
 * waits that long for company when nothing is there.
 */
final class BatchQueue implements AutoCloseable {
  /** A piece of work that is not interrupted half-way. */
  interface Work {
    void run();
  }

  /** Texts that go through the model together. */
  interface Batch {
    /** The texts, at least one. */
    List<Tokens> texts();

    /**
     * Takes what came out.
     *
     * @param firstRow where this batch begins in it
     */
    void take(OnnxSession.Output output, int firstRow);
  }

  /** What runs the texts of one or more batches. */
  interface Model {
    OnnxSession.Output run(List<Tokens> texts);
  }

  /**
   * Bounds.
   *
   * @param threads of each lane
   * @param maxBatchTokens tokens of batches that are put together, padding included
   * @param delayMillis how long a batch with room may wait for company; 0 for not at all
   */
  record Limits(int threads, int maxBatchTokens, int delayMillis) {}

  private static final long IDLE_SECONDS = 30;

  private final Limits limits;
  private final Model model;
  private final Map<Purpose, Lane> lanes = new EnumMap<>(Purpose.class);
  private final AtomicLong arrivals = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();

  /** A queue of work only: nothing of different calls runs together. */
  BatchQueue(String name, int threads) {
    this(
        name,
        new Limits(threads, 0, 0),
        _ -> {
          throw new IllegalStateException("a queue of work runs no batches");
        });
  }

  BatchQueue(String name, Limits limits, Model model) {
    this.limits = limits;
    this.model = model;
    for (Purpose purpose : Purpose.values()) {
      lanes.put(
          purpose,
          new Lane(name + "-" + purpose.name().toLowerCase(Locale.ROOT), limits.threads()));
    }
  }

  /**
   * Runs work, several pieces at once, and returns when all is done.
   *
   * @throws AkinException.Cancelled if the calling thread is interrupted; what has not begun is
   *     dropped, and the interrupt stays set
   * @throws RuntimeException the first that was thrown; what has not begun is dropped
   */
  void run(List<? extends Work> work, Purpose purpose) {
    Call call = new Call(work.size());
    Lane lane = lanes.get(purpose);
    long turn = lane.currentTurn.get();
    for (Work each : work) {
      lane.workers.execute(
          new Ticket(lane, call, each, null, 0, turn++, arrivals.getAndIncrement()));
    }
    call.await();
  }

  /** As {@link #run}, for batches, which may run together with those of other calls. */
  void runBatches(List<? extends Batch> batches, Purpose purpose) {
    Call call = new Call(batches.size());
    Lane lane = lanes.get(purpose);
    long turn = lane.currentTurn.get();
    for (Batch batch : batches) {
      int longest = batch.texts().stream().mapToInt(Tokens::length).max().orElseThrow();
      lane.workers.execute(
          new Ticket(lane, call, null, batch, longest, turn++, arrivals.getAndIncrement()));
    }
    call.await();
  }

  /** The number of pieces that ever came. */
  long arrived() {
    return arrivals.get();
  }

  /** How often the model ran. */
  long runs() {
    return runs.get();
  }

  /** Pieces that wait for a thread. */
  int waiting() {
    return lanes.values().stream().mapToInt(lane -> lane.workers.getQueue().size()).sum();
  }

  /** Lets begun and waiting work end. */
  @Override
  public void close() {
    lanes.values().forEach(lane -> lane.workers.close());
  }

  private void runTogether(Ticket first) {
    List<Ticket> tickets = gather(first);
    tickets.removeIf(Ticket::dropIfEnded);
    if (tickets.isEmpty()) {
      return;
    }
    OnnxSession.Output output;
    try {
      runs.incrementAndGet();
      output = model.run(tickets.stream().flatMap(each -> each.batch.texts().stream()).toList());
    } catch (RuntimeException | Error e) {
      if (tickets.size() == 1) {
        tickets.getFirst().call.ended(e);
      } else {
        // Whose fault it is shows when each runs for itself.
        tickets.forEach(this::runAlone);
      }
      return;
    }
    int row = 0;
    for (Ticket each : tickets) {
      deliver(each, output, row);
      row += each.batch.texts().size();
    }
  }

  private void runAlone(Ticket ticket) {
    if (ticket.dropIfEnded()) {
      return;
    }
    OnnxSession.Output output;
    try {
      runs.incrementAndGet();
      output = model.run(ticket.batch.texts());
    } catch (RuntimeException | Error e) {
      ticket.call.ended(e);
      return;
    }
    deliver(ticket, output, 0);
  }

  private static void deliver(Ticket ticket, OnnxSession.Output output, int row) {
    Throwable failure = null;
    try {
      ticket.batch.take(output, row);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    ticket.call.ended(failure);
  }

  /** The batch, and those next in line that fit beside it. */
  private List<Ticket> gather(Ticket first) {
    List<Ticket> gathered = new ArrayList<>();
    gathered.add(first);
    int longest = first.longest;
    int shortest = first.longest;
    int size = first.batch.texts().size();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.delayMillis());
    while ((long) longest * (size + 1) <= limits.maxBatchTokens()) {
      Ticket next = first.lane.next(deadline);
      if (next == null) {
        break;
      }
      // More than half of a row would be padding otherwise.
      boolean alike = next.longest <= 2 * shortest && longest <= 2 * next.longest;
      int together = size + (next.batch == null ? 0 : next.batch.texts().size());
      long tokens = (long) Math.max(longest, next.longest) * together;
      if (next.batch == null || !alike || tokens > limits.maxBatchTokens()) {
        first.lane.workers.getQueue().add(next);
        break;
      }
      gathered.add(next);
      longest = Math.max(longest, next.longest);
      shortest = Math.min(shortest, next.longest);
      size = together;
    }
    return gathered;
  }

  /** Threads for one purpose, and what waits for them. */
  private static final class Lane {
    private final ThreadPoolExecutor workers;
    private final AtomicLong currentTurn = new AtomicLong();

    Lane(String name, int threads) {
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

    /** The next in line, null if there is none until the deadline. */
    Ticket next(long deadline) {
      try {
        return (Ticket)
            workers
                .getQueue()
                .poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
  }

  /** One call of {@link #run}. */
  private static final class Call {
    private final CountDownLatch left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Call(int pieces) {
      left = new CountDownLatch(pieces);
    }

    boolean failed() {
      return failure.get() != null;
    }

    /** One piece ended, well if there is no failure. */
    void ended(Throwable failed) {
      if (failed != null) {
        failure.compareAndSet(null, failed);
      }
      left.countDown();
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

  /** A piece of work, or a batch, in line. */
  private final class Ticket implements Runnable, Comparable<Ticket> {
    private final Lane lane;
    private final Call call;
    private final Work work;
    private final Batch batch;
    private final int longest;
    private final long turn;
    private final long arrival;

    Ticket(Lane lane, Call call, Work work, Batch batch, int longest, long turn, long arrival) {
      this.lane = lane;
      this.call = call;
      this.work = work;
      this.batch = batch;
      this.longest = longest;
      this.turn = turn;
      this.arrival = arrival;
    }

    @Override
    public void run() {
      lane.currentTurn.accumulateAndGet(turn, Math::max);
      if (batch != null) {
        runTogether(this);
      } else if (!dropIfEnded()) {
        Throwable failure = null;
        try {
          work.run();
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        call.ended(failure);
      }
    }

    /** Drops what a call asked for that has failed or was cancelled. */
    private boolean dropIfEnded() {
      if (call.failed()) {
        call.ended(null);
        return true;
      }
      return false;
    }

    @Override
    public int compareTo(Ticket other) {
      int byTurn = Long.compare(turn, other.turn);
      return byTurn != 0 ? byTurn : Long.compare(arrival, other.arrival);
    }
  }
}
