package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.ivf.IvfIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of format 1 stay readable: 300 rows of 7 numbers, cosine, in four lists or one; and 300
 * rows of 70 bits. {@code ivf-1} was written by the first version that had such lists, {@code
 * ivf-2} by the first that knew its recall and kept rows number by number.
 */
class IvfGoldenFileTest {
  @TempDir Path folder;

  static Stream<Arguments> codes() {
    return Stream.of(
        Arguments.of("ivf-2-0", QuantizerConfig.NONE),
        Arguments.of("ivf-1-2", new QuantizerConfig.Rabitq(2)),
        Arguments.of("ivf-2-2", new QuantizerConfig.Rabitq(2)),
        Arguments.of("ivf-1-rabitq5", new QuantizerConfig.Rabitq(5)),
        Arguments.of("ivf-1-sq8", QuantizerConfig.Sq8.DEFAULTS),
        Arguments.of("ivf-1-pq", new QuantizerConfig.Pq(3, 4)),
        Arguments.of("ivf-1-pq8", new QuantizerConfig.Pq(2, 8)),
        Arguments.of("ivf-1-one-list", new QuantizerConfig.Rabitq(1)));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void aFileIsOpenedAndSearched(String name, QuantizerConfig quantizer) throws IOException {
    int nlist = name.endsWith("one-list") ? 1 : 4;
    search(name, Metric.COSINE, quantizer, new IvfConfig(nlist, IvfConfig.DEFAULTS.seed()));
  }

  @Test
  void aFileOfBitsIsOpenedAndSearched() throws IOException {
    search("ivf-2-hamming", Metric.HAMMING, QuantizerConfig.NONE, new IvfConfig(4, 1));
  }

  private void search(String name, Metric metric, QuantizerConfig quantizer, IvfConfig config)
      throws IOException {
    try (IndexFile file = IndexFile.open(golden(name));
        FloatRows rows = FloatRows.open(file);
        FlatIndex truth = new FlatIndex(rows, metric);
        IvfIndex index = IvfIndex.open(file, rows, metric, config, quantizer)) {
      assertThat(index.size()).isEqualTo(300);
      assertThat(index.nlist()).isEqualTo(config.nlist());
      float[] query = new float[rows.dimension()];
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
      assertThat(same).isGreaterThan(2900);
      SearchRequest target =
          SearchRequest.of(query, 10).withParams(new SearchParams.TargetRecall(0.99));
      assertThat(index.search(target).cost().hops())
          .isBetween(Math.min(3L, config.nlist()), (long) config.nlist());
    }
  }

  @Test
  void blocksOfTheFirstVersionAreRefusedToBeMadeAnew() throws IOException {
    try (IndexFile file = IndexFile.open(golden("ivf-1-0"));
        FloatRows rows = FloatRows.open(file)) {
      assertThatThrownBy(
              () ->
                  IvfIndex.open(
                      file, rows, Metric.COSINE, new IvfConfig(4, 1), QuantizerConfig.NONE))
          .isInstanceOf(CorruptIndexFileException.class)
          .hasMessageContaining("blocks have 32 rows");
    }
  }

  private Path golden(String name) throws IOException {
    Path path = folder.resolve(name);
    try (InputStream golden = getClass().getResourceAsStream("/golden/" + name + ".akn")) {
      Files.copy(golden, path);
    }
    return path;
  }
}
