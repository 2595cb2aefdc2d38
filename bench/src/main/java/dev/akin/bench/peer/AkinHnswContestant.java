package dev.akin.bench.peer;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.VectorIndex;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Akin's HNSW with its default settings, which are hnswlib's. */
final class AkinHnswContestant extends AkinIndexContestant {
  /** The parameter is the slack of a search in parts of this. */
  static final double SLACKS = 2_000;

  private static final HnswConfig CONFIG = HnswConfig.DEFAULTS;

  private final QuantizerConfig quantizer;

  /** With codes or without. */
  AkinHnswContestant(QuantizerConfig quantizer) {
    this.quantizer = quantizer;
  }

  @Override
  VectorIndex build(FloatRows rows, int threads) throws Exception {
    return build(rows, threads, quantizer);
  }

  /** A graph of all rows with the default settings. */
  static HnswIndex build(FloatRows rows, int threads, QuantizerConfig quantizer) throws Exception {
    HnswIndex index = new HnswIndex(rows, Metric.COSINE, CONFIG, quantizer);
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  int ordinal;
                  while ((ordinal = next.getAndIncrement()) < rows.limit()) {
                    index.add(ordinal);
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    return index;
  }

  @Override
  void save(VectorIndex index, IndexFileWriter out, int limit) {
    ((HnswIndex) index).save(out, limit);
  }

  @Override
  boolean rowsAreHot() {
    return quantizer.equals(QuantizerConfig.NONE);
  }

  @Override
  SearchParams parameters(int parameter) {
    return SearchParams.Hnsw.withSlack(parameter / SLACKS);
  }

  @Override
  String settings() {
    return "HNSW m "
        + CONFIG.m()
        + " efConstruction "
        + CONFIG.efConstruction()
        + " quantizer "
        + quantizer.id();
  }
}
