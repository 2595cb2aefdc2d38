package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.index.file.IndexFile;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.hnsw.SealedHnswIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of format 1 stay readable: 300 rows of 7 numbers, cosine, m 4, written by the version that
 * sealed first; the growing form and the sealed one.
 */
class HnswGoldenFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"hnsw-1.akn", "hnsw-sealed-1.akn"})
  void aFileOfTheFirstFormatIsOpenedAndSearched(String name) throws IOException {
    Path path = folder.resolve("golden");
    try (InputStream golden = getClass().getResourceAsStream("/golden/" + name)) {
      Files.copy(golden, path);
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        FlatIndex truth = new FlatIndex(rows, Metric.COSINE);
        VectorIndex index = open(file, rows)) {
      assertThat(index.size()).isEqualTo(300);
      float[] query = new float[7];
      int same = 0;
      for (int i = 0; i < 300; i++) {
        rows.copy(i, query);
        SearchRequest ten = SearchRequest.of(query, 10);
        Neighbors found = index.search(ten);
        assertThat(found.ordinals()[0]).isEqualTo(i);
        assertThat(found.cost().hops()).isBetween(90L, 130L);
        int[] expected = truth.search(ten).ordinals();
        for (int r = 0; r < 10; r++) {
          same += found.ordinals()[r] == expected[r] ? 1 : 0;
        }
      }
      assertThat(same).isGreaterThan(2950);
    }
  }

  private static VectorIndex open(IndexFile file, FloatRows rows) {
    return SealedHnswIndex.isIn(file)
        ? SealedHnswIndex.open(file, rows, Metric.COSINE)
        : HnswIndex.open(file, rows, Metric.COSINE, new HnswConfig(4, 40, 1));
  }
}
