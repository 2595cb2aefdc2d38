package dev.akin.bench.peer;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.VectorIndex;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.hnsw.SealedHnswIndex;
import java.util.concurrent.ForkJoinPool;

/** Akin's HNSW with its default settings, sealed when it is built; both count as the build. */
final class AkinSealedContestant extends AkinIndexContestant {
  @Override
  VectorIndex build(FloatRows rows, int threads) throws Exception {
    try (HnswIndex source = AkinHnswContestant.build(rows, threads, QuantizerConfig.NONE);
        ForkJoinPool pool = new ForkJoinPool(threads)) {
      return pool.submit(() -> SealedHnswIndex.seal(source)).get();
    }
  }

  @Override
  void save(VectorIndex index, IndexFileWriter out, int limit) {
    ((SealedHnswIndex) index).save(out);
  }

  /** A record has a copy of the row; the rows serve the upper levels alone. */
  @Override
  boolean rowsAreHot() {
    return false;
  }

  @Override
  SearchParams parameters(int parameter) {
    return SearchParams.Hnsw.withSlack(parameter / AkinHnswContestant.SLACKS);
  }

  @Override
  String settings() {
    return "HNSW sealed m "
        + HnswConfig.DEFAULTS.m()
        + " efConstruction "
        + HnswConfig.DEFAULTS.efConstruction();
  }
}
