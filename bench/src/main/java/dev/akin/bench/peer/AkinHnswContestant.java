package dev.akin.bench.peer;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.bench.data.Dataset;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorOps;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Akin's HNSW index as the module {@code index} has it: float32, no records, no RocksDB. To be held
 * against the other libraries that are only an index.
 */
public final class AkinHnswContestant implements Contestant {
  private FloatRows rows;
  private HnswIndex index;

  /** Called by the worker. */
  public AkinHnswContestant() {}

  @Override
  public void build(Dataset dataset, int threads, Path folder) throws Exception {
    rows = new FloatRows(dataset.dimension());
    dataset.rows(0, dataset.size(), rows::put);
    index = new HnswIndex(rows, Metric.COSINE, HnswConfig.DEFAULTS);
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  int ordinal;
                  while ((ordinal = next.getAndIncrement()) < dataset.size()) {
                    index.add(ordinal);
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }

  @Override
  public long save(Path folder) throws IOException {
    Path file = folder.resolve("akin.index");
    try (IndexFileWriter out = new IndexFileWriter(file)) {
      rows.save(out, rows.limit());
      index.save(out, rows.limit());
      out.finish();
    }
    return Files.size(file);
  }

  @Override
  public long search(float[] query, int parameter, int[] found) {
    return FoundOrdinals.take(
        index.search(
            new SearchRequest(query, found.length, new SearchParams.Hnsw(parameter), null, null)),
        found);
  }

  @Override
  public String about() {
    HnswConfig config = HnswConfig.DEFAULTS;
    return "Akin HNSW m "
        + config.m()
        + " efConstruction "
        + config.efConstruction()
        + ", kernels "
        + VectorOps.kernels();
  }

  @Override
  public void close() {
    if (index != null) {
      index.close();
    }
    if (rows != null) {
      rows.close();
    }
  }
}
