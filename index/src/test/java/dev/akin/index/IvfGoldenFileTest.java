package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.IndexFile;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.ivf.IvfIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of format 1 stay readable: 300 rows of 7 numbers, cosine, 4 lists, written by the first
 * version that had lists; once with the rows in them and once with two-bit codes.
 */
class IvfGoldenFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aFileOfTheFirstFormatIsOpenedAndSearched(int bits) throws IOException {
    Path path = folder.resolve("golden");
    try (InputStream golden = getClass().getResourceAsStream("/golden/ivf-1-" + bits + ".akn")) {
      Files.copy(golden, path);
    }
    QuantizerConfig quantizer = bits == 0 ? QuantizerConfig.NONE : new QuantizerConfig.Rabitq(bits);
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        FlatIndex truth = new FlatIndex(rows, Metric.COSINE);
        IvfIndex index = IvfIndex.open(file, rows, Metric.COSINE, new IvfConfig(4, 1), quantizer)) {
      assertThat(index.size()).isEqualTo(300);
      assertThat(index.nlist()).isEqualTo(4);
      float[] query = new float[7];
      int same = 0;
      for (int i = 0; i < 300; i++) {
        rows.copy(i, query);
        SearchRequest one = SearchRequest.of(query, 1).withParams(new SearchParams.Ivf(1));
        assertThat(index.search(one).ordinals()).containsExactly(i);
        SearchRequest ten = SearchRequest.of(query, 10);
        int[] expected = truth.search(ten).ordinals();
        int[] found = index.search(ten.withParams(new SearchParams.Ivf(4))).ordinals();
        for (int r = 0; r < 10; r++) {
          same += found[r] == expected[r] ? 1 : 0;
        }
      }
      assertThat(same).isGreaterThan(2950);
    }
  }
}
