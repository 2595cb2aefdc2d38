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
  private final BatchQueue queue = new BatchQueue("test", 1);
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void queriesGoFirstAndCallsTakeTurns() throws InterruptedException {
    List<BatchQueue.Batch> large = new ArrayList<>();
    large.add(this::waitForGate);
    large.addAll(named("large", 4));
    List<Thread> callers = new ArrayList<>();
    callers.add(call(large, Purpose.DOCUMENT, 5));
    callers.add(call(named("small", 2), Purpose.DOCUMENT, 7));
    callers.add(call(named("query", 2), Purpose.QUERY, 9));
    gate.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(ran)
        .containsExactly(
            "query0", "query1", "small0", "large0", "small1", "large1", "large2", "large3");
  }

  @Test
  void theFirstFailureEndsTheCall() {
    List<BatchQueue.Batch> batches = new ArrayList<>(named("before", 1));
    batches.add(
        () -> {
          throw new IllegalStateException("broken");
        });
    batches.addAll(named("after", 3));
    assertThatThrownBy(() -> queue.run(batches, Purpose.DOCUMENT)).hasMessage("broken");
    assertThat(ran).containsExactly("before0");
    queue.run(named("next", 1), Purpose.DOCUMENT);
    assertThat(ran).containsExactly("before0", "next0");
  }

  @Test
  void anInterruptDropsWhatHasNotBegun() throws InterruptedException {
    List<BatchQueue.Batch> batches = new ArrayList<>();
    batches.add(this::waitForGate);
    batches.addAll(named("dropped", 3));
    List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
    Thread caller =
        new Thread(
            () -> {
              try {
                queue.run(batches, Purpose.DOCUMENT);
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

  private Thread call(List<BatchQueue.Batch> batches, Purpose purpose, int arrivedWhenDone)
      throws InterruptedException {
    Thread caller = new Thread(() -> queue.run(batches, purpose));
    caller.start();
    while (queue.arrived() < arrivedWhenDone) {
      Thread.sleep(1);
    }
    return caller;
  }

  private List<BatchQueue.Batch> named(String name, int count) {
    List<BatchQueue.Batch> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String label = name + i;
      batches.add(() -> ran.add(label));
    }
    return batches;
  }

  private void waitForGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
