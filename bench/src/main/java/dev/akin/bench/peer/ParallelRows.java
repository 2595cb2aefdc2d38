package dev.akin.bench.peer;

import dev.akin.bench.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands the rows of a data set to several threads, about in order. */
final class ParallelRows {
  private static final int BLOCK = 256;

  private ParallelRows() {}

  /** Calls the sink with each row from one to the last, on as many threads. */
  static void forEach(Dataset dataset, int from, int threads, Dataset.RowSink sink)
      throws Exception {
    AtomicInteger next = new AtomicInteger(from);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  int start;
                  while ((start = next.getAndAdd(BLOCK)) < dataset.size()) {
                    dataset.rows(start, Math.min(dataset.size(), start + BLOCK), sink);
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }
}
