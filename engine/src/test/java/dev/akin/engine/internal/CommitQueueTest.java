package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CommitQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

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

  /** Else the writers that are done stand before those that wait, and groups stay small. */
  @Test
  void aWriterThatIsDoneNeedsNoTurnAtTheLock() throws Exception {
    CommitQueue<Integer> queue = new CommitQueue<>(_ -> 1, _ -> {});
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> others = new ArrayList<>();
      queue.between(
          () -> {
            for (int i = 1; i <= 20; i++) {
              int part = i;
              others.add(writers.submit(() -> queue.submit(part)));
            }
            while (queue.waiting() < 20) {
              Thread.onSpinWait();
            }
            queue.submit(0);
            assertThat(others).allSatisfy(it -> assertThat(it).succeedsWithin(PATIENCE));
            return null;
          });
    }
  }

  @Test
  void nobodyIsForgottenWhateverComesBetween() throws Exception {
    List<Integer> committed = new ArrayList<>();
    CommitQueue<Integer> queue = new CommitQueue<>(_ -> 1, committed::addAll);
    int each = 2000;
    try (ExecutorService writers = Executors.newFixedThreadPool(9)) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < 8; writer++) {
        int first = writer * each;
        all.add(writers.submit(() -> IntStream.range(first, first + each).forEach(queue::submit)));
      }
      all.add(
          writers.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  int before = queue.between(committed::size);
                  assertThat(queue.between(committed::size)).isGreaterThanOrEqualTo(before);
                }
              }));
      for (Future<?> future : all) {
        future.get();
      }
    }
    assertThat(committed).hasSize(8 * each).doesNotHaveDuplicates();
  }

  @Test
  void anInterruptedWriterStillWaitsAndStaysInterrupted() throws Exception {
    CommitQueue<Integer> queue = new CommitQueue<>(_ -> 1, _ -> {});
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> writer =
          queue.between(
              () -> {
                Future<Boolean> submitted =
                    writers.submit(
                        () -> {
                          Thread.currentThread().interrupt();
                          queue.submit(1);
                          return Thread.currentThread().isInterrupted();
                        });
                while (queue.waiting() < 1) {
                  Thread.onSpinWait();
                }
                return submitted;
              });
      assertThat(writer.get()).isTrue();
    }
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
