package dev.akin.bench.peer;

import dev.akin.api.index.Metric;
import dev.akin.bench.data.Dataset;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.VectorOps;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Akin's exact scan: the speed of memory is its limit. */
public final class AkinFlatContestant implements Contestant {
  private FloatRows rows;
  private FlatIndex index;

  /** Called by the worker. */
  public AkinFlatContestant() {}

  @Override
  public void build(Dataset dataset, int threads, Path folder) throws Exception {
    rows = new FloatRows(dataset.dimension());
    dataset.rows(0, dataset.size(), rows::put);
    index = new FlatIndex(rows, Metric.COSINE);
  }

  @Override
  public long save(Path folder) throws IOException {
    Path file = folder.resolve("akin.rows");
    try (IndexFileWriter out = new IndexFileWriter(file)) {
      rows.save(out, rows.limit());
      out.finish();
    }
    return Files.size(file);
  }

  @Override
  public long search(float[] query, int parameter, int[] found) {
    return FoundOrdinals.take(index.search(SearchRequest.of(query, found.length)), found);
  }

  @Override
  public String about() {
    return "Akin exact scan, kernels " + VectorOps.kernels();
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
