package dev.akin.bench.peer;

import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.VectorIndex;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.ivf.IvfIndex;
import java.util.concurrent.ForkJoinPool;

/** Akin's inverted lists; left to itself it makes as many as FAISS is given. */
final class AkinIvfContestant extends AkinIndexContestant {
  private final QuantizerConfig quantizer;
  private int nlist;

  /** With codes or without. */
  AkinIvfContestant(QuantizerConfig quantizer) {
    this.quantizer = quantizer;
  }

  @Override
  VectorIndex build(FloatRows rows, int threads) throws Exception {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      IvfIndex index =
          pool.submit(() -> IvfIndex.build(rows, Metric.COSINE, IvfConfig.DEFAULTS, quantizer))
              .get();
      nlist = index.nlist();
      return index;
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
    return new SearchParams.Ivf(parameter);
  }

  @Override
  String settings() {
    return "IVF nlist " + nlist + " quantizer " + quantizer.id();
  }
}
