package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitQueueTest {
  @Test
  void writersThatArriveDuringACommitShareTheNext() throws Exception {
    List<List<Integer>> groups = new ArrayList<>();
    CountDownLatch firstIn = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CommitQueue<Integer> queue =
        new CommitQueue<>(
            _ -> 1,
            group -> {
              groups.add(List.copyOf(group));
              firstIn.countDown();
              await(goOn);
            });
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      var _ = writers.submit(() -> queue.submit(0));
      firstIn.await();
      List<Future<?>> rest = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        int part = i;
        rest.add(writers.submit(() -> queue.submit(part)));
      }
      while (queue.waiting() < 20) {
        Thread.onSpinWait();
      }
      goOn.countDown();
      for (Future<?> future : rest) {
        future.get();
      }
    }
    assertThat(groups).hasSize(2);
    assertThat(groups.get(1)).hasSize(20);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aHeavyGroupIsSplit() throws Exception {
    List<Integer> sizes = new ArrayList<>();
    CommitQueue<Integer> queue = new CommitQueue<>(_ -> 3000, group -> sizes.add(group.size()));
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        int part = i;
        var _ = writers.submit(() -> queue.submit(part));
      }
    }
    assertThat(sizes).allMatch(size -> size <= 2);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
  }

  @Test
  void aFailedCommitReachesItsWritersAndTheNextGoesOn() {
    boolean[] broken = {true};
    CommitQueue<Integer> queue =
        new CommitQueue<>(
            _ -> 1,
            _ -> {
              if (broken[0]) {
                throw new IllegalStateException("disk");
              }
            });
    assertThatThrownBy(() -> queue.submit(1)).hasMessage("disk");
    broken[0] = false;
    queue.submit(2);
    assertThat(queue.waiting()).isZero();
  }
}
