package dev.akin.bench.peer;

import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.VectorIndex;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.ivf.IvfIndex;
import java.util.concurrent.ForkJoinPool;

/** Akin's scan of all codes, the best scored again. */
final class AkinFlatCodesContestant extends AkinIndexContestant {
  private final QuantizerConfig quantizer;

  /** With codes. */
  AkinFlatCodesContestant(QuantizerConfig quantizer) {
    this.quantizer = quantizer;
  }

  @Override
  VectorIndex build(FloatRows rows, int threads) throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(() -> IvfIndex.buildOneList(rows, Metric.COSINE, quantizer)).get();
    }
  }

  @Override
  void save(VectorIndex index, IndexFileWriter out, int limit) {
    ((IvfIndex) index).save(out, limit);
  }

  @Override
  boolean rowsAreHot() {
    return false;
  }

  @Override
  SearchParams parameters(int parameter) {
    return null;
  }

  @Override
  String settings() {
    return "scan of codes, quantizer " + quantizer.id();
  }
}
