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

/** Akin's inverted lists over float32, with the number of lists FAISS is given. */
public final class AkinIvfContestant extends AkinIndexContestant {
  private int nlist;

  /** Called by the worker. */
  public AkinIvfContestant() {}

  @Override
  VectorIndex build(FloatRows rows, int threads) throws Exception {
    nlist = InvertedLists.number(rows.size());
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(
              () ->
                  IvfIndex.build(
                      rows,
                      Metric.COSINE,
                      IvfConfig.DEFAULTS.withNlist(nlist),
                      new QuantizerConfig.None()))
          .get();
    }
  }

  @Override
  void save(VectorIndex index, IndexFileWriter out, int limit) {
    ((IvfIndex) index).save(out, limit);
  }

  @Override
  SearchParams parameters(int parameter) {
    return new SearchParams.Ivf(parameter);
  }

  @Override
  String settings() {
    return "IVF flat nlist " + nlist;
  }
}
