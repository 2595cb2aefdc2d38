package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Purpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  private static final int MAX_TOKENS = 64;

  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> rowsOfRuns = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final BatchQueue queue =
      new BatchQueue("test", new BatchQueue.Limits(1, MAX_TOKENS, 0), this::model);

  @AfterEach
  void close() {
    queue.close();
  }

  /** Answers the first id of each text; fails for a text that begins with 13. */
  private OnnxSession.Output model(List<Tokens> texts) {
    rowsOfRuns.add(texts.size());
    float[] values = new float[texts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = texts.get(i).ids()[0];
      if (values[i] == 13) {
        throw new IllegalStateException("13");
      }
    }
    return new OnnxSession.Output(values, 0, 1);
  }

  @Test
  void callsTakeTurns() throws InterruptedException {
    List<BatchQueue.Work> large = new ArrayList<>();
    large.add(this::waitForGate);
    large.addAll(named("large", 4));
    List<Thread> callers = new ArrayList<>();
    callers.add(call(large, Purpose.DOCUMENT, 5));
    callers.add(call(named("small", 2), Purpose.DOCUMENT, 7));
    gate.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(ran).containsExactly("small0", "large0", "small1", "large1", "large2", "large3");
  }

  @Test
  void aQueryDoesNotWaitForDocuments() throws InterruptedException {
    Thread documents = call(List.of(this::waitForGate), Purpose.DOCUMENT, 1);
    queue.run(named("query", 2), Purpose.QUERY);
    assertThat(documents.isAlive()).isTrue();
    assertThat(ran).containsExactly("query0", "query1");
    gate.countDown();
    documents.join();
  }

  @Test
  void theFirstFailureEndsTheCall() {
    List<BatchQueue.Work> work = new ArrayList<>(named("before", 1));
    work.add(
        () -> {
          throw new IllegalStateException("broken");
        });
    work.addAll(named("after", 3));
    assertThatThrownBy(() -> queue.run(work, Purpose.DOCUMENT)).hasMessage("broken");
    assertThat(ran).containsExactly("before0");
    queue.run(named("next", 1), Purpose.DOCUMENT);
    assertThat(ran).containsExactly("before0", "next0");
  }

  @Test
  void anInterruptDropsWhatHasNotBegun() throws InterruptedException {
    List<BatchQueue.Work> work = new ArrayList<>();
    work.add(this::waitForGate);
    work.addAll(named("dropped", 3));
    List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                queue.run(work, Purpose.DOCUMENT);
              } catch (AkinException.Cancelled e) {
                thrown.add(e);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              }
            });
    caller.start();
    caller.interrupt();
    caller.join();
    gate.countDown();
    queue.run(named("next", 1), Purpose.DOCUMENT);
    assertThat(thrown).hasSize(1);
    assertThat(ran).containsExactly("next0");
  }

  @Test
  void whatWaitsRunsTogetherUpToTheBound() throws InterruptedException {
    Thread busy = call(List.of(this::waitForGate), Purpose.DOCUMENT, 1);
    List<TestBatch> batches = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    // 10 texts of 10 tokens: 6 fit into 64.
    for (int i = 0; i < 10; i++) {
      TestBatch batch = new TestBatch(100 + i, 10);
      batches.add(batch);
      callers.add(callBatches(List.of(batch), i + 2));
    }
    gate.countDown();
    busy.join();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(rowsOfRuns).containsExactly(6, 4);
    assertThat(queue.runs()).isEqualTo(2);
    for (int i = 0; i < 10; i++) {
      assertThat(batches.get(i).taken).containsExactly(100f + i);
    }
  }

  @Test
  void aLongTextDoesNotPadAShortOneAndOneFaultIsNotAnothers() throws InterruptedException {
    Thread busy = call(List.of(this::waitForGate), Purpose.DOCUMENT, 1);
    List<TestBatch> batches =
        List.of(
            new TestBatch(1, 5), new TestBatch(13, 5), new TestBatch(2, 5), new TestBatch(3, 15));
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      callers.add(callBatches(List.of(batches.get(i)), i + 2));
    }
    gate.countDown();
    busy.join();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(rowsOfRuns).containsExactly(3, 1, 1, 1, 1);
    assertThat(batches.get(0).taken).containsExactly(1f);
    assertThat(batches.get(1).taken).isEmpty();
    assertThat(batches.get(1).failure).hasMessage("13");
    assertThat(batches.get(2).taken).containsExactly(2f);
    assertThat(batches.get(3).taken).containsExactly(3f);
  }

  @Test
  void withADelayABatchWaitsForCompany() throws InterruptedException {
    try (BatchQueue patient =
        new BatchQueue("patient", new BatchQueue.Limits(1, 20, 60_000), this::model)) {
      TestBatch first = new TestBatch(1, 10);
      TestBatch second = new TestBatch(2, 10);
      Thread caller = new Thread(() -> patient.runBatches(List.of(first), Purpose.QUERY));
      caller.start();
      while (patient.arrived() < 1) {
        Thread.sleep(1);
      }
      patient.runBatches(List.of(second), Purpose.QUERY);
      caller.join();
      assertThat(rowsOfRuns).containsExactly(2);
      assertThat(second.taken).containsExactly(2f);
    }
  }

  /** One text. */
  private static final class TestBatch implements BatchQueue.Batch {
    private final Tokens text;
    private final List<Float> taken = Collections.synchronizedList(new ArrayList<>());
    private volatile Throwable failure;

    TestBatch(int id, int length) {
      long[] ids = new long[length];
      ids[0] = id;
      text = new Tokens(ids, null);
    }

    @Override
    public List<Tokens> texts() {
      return List.of(text);
    }

    @Override
    public void take(OnnxSession.Output output, int firstRow) {
      taken.add(output.values()[firstRow]);
    }
  }

  private Thread callBatches(List<TestBatch> batches, int arrivedWhenDone)
      throws InterruptedException {
    return start(
        () -> {
          try {
            queue.runBatches(batches, Purpose.DOCUMENT);
          } catch (IllegalStateException e) {
            batches.getFirst().failure = e;
          }
        },
        arrivedWhenDone);
  }

  private Thread call(List<BatchQueue.Work> work, Purpose purpose, int arrivedWhenDone)
      throws InterruptedException {
    return start(() -> queue.run(work, purpose), arrivedWhenDone);
  }

  private Thread start(Runnable run, int arrivedWhenDone) throws InterruptedException {
    Thread caller = new Thread(run);
    caller.start();
    while (queue.arrived() < arrivedWhenDone) {
      Thread.sleep(1);
    }
    return caller;
  }

  private List<BatchQueue.Work> named(String name, int count) {
    List<BatchQueue.Work> work = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String label = name + i;
      work.add(() -> ran.add(label));
    }
    return work;
  }

  private void waitForGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
