package dev.akin.bench.peer;

import com.github.jelmerk.knn.Item;
import com.github.jelmerk.knn.Jdk17DistanceFunctions;
import com.github.jelmerk.knn.SearchResult;
import com.github.jelmerk.knn.hnsw.HnswIndex;
import dev.akin.bench.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The port of hnswlib to Java by Jelmer Kuperus, with its inner product of 256 bits from the module
 * for JDK 17 and later. It does not count distances.
 */
final class HnswlibJavaContestant implements Contestant {
  private static final int M = 16;
  private static final int EF_CONSTRUCTION = 200;

  private HnswIndex<Integer, float[], Row, Float> index;

  /** A row of the data set. */
  record Row(Integer id, float[] vector) implements Item<Integer, float[]> {
    @Override
    public int dimensions() {
      return vector.length;
    }
  }

  @Override
  public void build(Dataset dataset, int threads, Path folder) throws Exception {
    index =
        HnswIndex.newBuilder(
                dataset.dimension(),
                Jdk17DistanceFunctions.VECTOR_FLOAT_256_INNER_PRODUCT,
                dataset.size())
            .withM(M)
            .withEfConstruction(EF_CONSTRUCTION)
            .build();
    ParallelRows.forEach(dataset, 0, threads, (ordinal, row) -> index.add(new Row(ordinal, row)));
  }

  @Override
  public long save(Path folder) throws IOException {
    Path file = folder.resolve("hnswlib.bin");
    index.save(file);
    return Files.size(file);
  }

  @Override
  public long search(float[] query, int parameter, int[] found) {
    index.setEf(Math.max(parameter, found.length));
    List<SearchResult<Row, Float>> results = index.findNearest(query, found.length);
    Arrays.fill(found, -1);
    for (int i = 0; i < results.size(); i++) {
      found[i] = results.get(i).item().id();
    }
    return -1;
  }

  @Override
  public String about() {
    return "hnswlib-core 1.1.2 M "
        + M
        + " efConstruction "
        + EF_CONSTRUCTION
        + ", 256-bit inner product";
  }

  @Override
  public void close() {
    index = null;
  }
}
