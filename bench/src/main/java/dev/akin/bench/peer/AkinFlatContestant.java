package dev.akin.bench.peer;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.VectorIndex;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;

/** Akin's exact scan: the speed of memory is its limit. */
final class AkinFlatContestant extends AkinIndexContestant {
  @Override
  VectorIndex build(FloatRows rows, int threads) {
    return new FlatIndex(rows, Metric.COSINE);
  }

  @Override
  void save(VectorIndex index, IndexFileWriter out, int limit) {
    // The rows are all there is of it.
  }

  @Override
  boolean rowsAreHot() {
    return true;
  }

  @Override
  SearchParams parameters(int parameter) {
    return new SearchParams.Exact();
  }

  @Override
  String settings() {
    return "exact scan";
  }
}
