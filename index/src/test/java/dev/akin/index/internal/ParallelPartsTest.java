package dev.akin.index.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParallelPartsTest {
  @Test
  void everyPartRunsOnce() {
    int[] runs = new int[1000];
    ParallelParts.run(runs.length, part -> runs[part]++);
    assertThat(runs).containsOnly(1);
  }

  @Test
  void aFailureIsThrownOnlyWhenNoPartRunsAnyMore() throws Exception {
    AtomicInteger running = new AtomicInteger();
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch failed = new CountDownLatch(1);
    try (ForkJoinPool pool = new ForkJoinPool(2)) {
      pool.submit(
              () ->
                  assertThatThrownBy(
                          () -> ParallelParts.run(2, part -> work(part, running, both, failed)))
                      .hasMessage("part 1"))
          .get();
      assertThat(running).hasValue(0);
    }
  }

  private static void work(
      int part, AtomicInteger running, CountDownLatch both, CountDownLatch failed) {
    running.incrementAndGet();
    try {
      both.countDown();
      both.await();
      if (part == 1) {
        failed.countDown();
        throw new IllegalStateException("part 1");
      }
      failed.await();
      // Long after the other has thrown, as far as anything can be told of that.
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      running.decrementAndGet();
    }
  }
}
