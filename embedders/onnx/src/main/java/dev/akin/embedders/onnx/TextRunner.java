package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.Purpose;
import dev.akin.embedders.EmbedderOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * An open text model and its tokenizer, and who goes next on them; see {@link BatchQueue}. Rows of
 * tokens of like length are padded and run together, except by models that quantize activations
 * while they run: there what comes out for a row depends on the rows beside it, so each runs alone.
 * Safe for any number of threads; who opens it closes it.
 */
final class TextRunner implements AutoCloseable {
  /** Texts that one thread tokenizes at a time: about two milliseconds' work. */
  private static final int TOKENIZER_CHUNK = 64;

  private final String name;
  private final TextTokenizer tokenizer;
  private final OnnxSessions sessions;
  private final EmbedderOptions options;
  private final boolean alone;
  private final BatchQueue queue;
  private final AtomicInteger callsInFlight = new AtomicInteger();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Over an open model, which it owns.
   *
   * @param name of the model
   * @param alone whether no two rows may run together
   */
  TextRunner(
      String name,
      TextTokenizer tokenizer,
      OnnxSessions sessions,
      EmbedderOptions options,
      boolean alone) {
    this.name = name;
    this.tokenizer = tokenizer;
    this.sessions = sessions;
    this.options = options;
    this.alone = alone;
    queue =
        new BatchQueue(
            name,
            new BatchQueue.Limits(
                sessions.workers(),
                alone ? 1 : options.maxBatchTokens(),
                alone ? 0 : options.batchDelayMillis()),
            texts -> sessions.narrow().run(texts));
  }

  /** Takes what came out for a row. */
  interface Taker {
    /**
     * Called once for each row, by any thread.
     *
     * @param row its number
     * @param at where it is in the output
     */
    void take(int row, OnnxSession.Output output, int at);
  }

  /**
   * One call of the model.
   *
   * @param only whether no other was under way when it began
   */
  record Call(boolean only) {}

  /** Work of one call. */
  interface Work<T> {
    T run(Call call);
  }

  /**
   * Does something while the model is open.
   *
   * @throws AkinException.FailedPrecondition if it is closed
   */
  <T> T whileOpen(Supplier<T> work) {
    Interrupts.check();
    lock.readLock().lock();
    try {
      if (closed) {
        throw new AkinException.FailedPrecondition("model '" + name + "' is closed");
      }
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** As {@link #whileOpen}, for a call that runs rows. */
  <T> T call(Work<T> work) {
    return whileOpen(
        () -> {
          boolean only = callsInFlight.incrementAndGet() == 1;
          try {
            return work.run(new Call(only));
          } finally {
            callsInFlight.decrementAndGet();
          }
        });
  }

  /** Does something for each number below a count, on several threads if there are many. */
  void forEach(int count, Purpose purpose, IntConsumer work) {
    if (count <= TOKENIZER_CHUNK) {
      forEach(0, count, work);
      return;
    }
    List<BatchQueue.Work> chunks = new ArrayList<>();
    for (int start = 0; start < count; start += TOKENIZER_CHUNK) {
      int from = start;
      int to = Math.min(count, start + TOKENIZER_CHUNK);
      chunks.add(() -> forEach(from, to, work));
    }
    queue.run(chunks, purpose);
  }

  private static void forEach(int from, int to, IntConsumer work) {
    for (int i = from; i < to; i++) {
      work.accept(i);
    }
  }

  /** Runs the rows of a call; returns when all are taken. */
  void run(Call call, List<Tokens> rows, Purpose purpose, Taker taker) {
    List<RowBatch> batches =
        TokenBatches.byLength(
                rows.stream().mapToInt(Tokens::length).toArray(),
                alone ? 1 : options.maxBatchTokens())
            .stream()
            .map(indexes -> new RowBatch(rows, indexes, taker))
            .toList();
    if (call.only
        && options.batchDelayMillis() == 0
        && batches.size() < Math.max(2, sessions.workers())) {
      for (RowBatch batch : batches) {
        Interrupts.check();
        batch.take(sessions.wide().run(batch.texts()), 0);
      }
    } else {
      queue.runBatches(batches, purpose);
    }
  }

  /** Some rows of a call. */
  @SuppressWarnings("ArrayRecordComponent")
  private record RowBatch(List<Tokens> rows, int[] indexes, Taker taker)
      implements BatchQueue.Batch {
    @Override
    public List<Tokens> texts() {
      return Arrays.stream(indexes).mapToObj(rows::get).toList();
    }

    @Override
    public void take(OnnxSession.Output output, int firstRow) {
      for (int i = 0; i < indexes.length; i++) {
        taker.take(indexes[i], output, firstRow + i);
      }
    }
  }

  /** Batches that ran through the queue. */
  long runs() {
    return queue.runs();
  }

  /** Batches that wait. */
  int waiting() {
    return queue.waiting();
  }

  /** Waits for calls in flight, then lets go of model and tokenizer. Idempotent. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        queue.close();
        sessions.close();
        tokenizer.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
