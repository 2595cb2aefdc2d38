package dev.akin.bench.peer;

import dev.akin.api.index.SearchParams;
import dev.akin.bench.data.Dataset;
import dev.akin.index.FloatRows;
import dev.akin.index.Neighbors;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorIndex;
import dev.akin.index.VectorOps;
import dev.akin.index.file.IndexFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An index of Akin's module {@code index}: vectors and lists or links, no records, no RocksDB. To
 * be held against the other libraries that are only an index.
 */
abstract class AkinIndexContestant implements Contestant {
  private FloatRows rows;
  private VectorIndex index;

  /** Builds over rows that are all there. */
  abstract VectorIndex build(FloatRows rows, int threads) throws Exception;

  /** Writes the index, not the rows. */
  abstract void save(VectorIndex index, IndexFileWriter out, int limit);

  /** Whether searches score the rows themselves, not codes of them or copies in the index. */
  abstract boolean rowsAreHot();

  @Override
  public final long hotBytes() {
    return index.memoryBytes() + (rowsAreHot() ? rows.memoryBytes() : 0);
  }

  /** The parameters of a search; null for the defaults. */
  abstract SearchParams parameters(int parameter);

  /** The kind of index and its settings. */
  abstract String settings();

  @Override
  public final void build(Dataset dataset, int threads, Path folder) throws Exception {
    rows = new FloatRows(dataset.dimension());
    dataset.rows(0, dataset.size(), rows::put);
    index = build(rows, threads);
  }

  @Override
  public final long save(Path folder) throws IOException {
    Path file = folder.resolve("akin.index");
    try (IndexFileWriter out = new IndexFileWriter(file)) {
      rows.save(out, rows.limit());
      save(index, out, rows.limit());
      out.finish();
    }
    return Files.size(file);
  }

  @Override
  public final long search(float[] query, int parameter, int[] found) {
    Neighbors neighbors =
        index.search(new SearchRequest(query, found.length, parameters(parameter), null, null));
    Arrays.fill(found, -1);
    System.arraycopy(neighbors.ordinals(), 0, found, 0, neighbors.size());
    return neighbors.cost().distanceComputations();
  }

  @Override
  public final String about() {
    return "Akin " + settings() + ", kernels " + VectorOps.kernels();
  }

  @Override
  public final void close() {
    if (index != null) {
      index.close();
    }
    if (rows != null) {
      rows.close();
    }
  }
}
