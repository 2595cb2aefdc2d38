package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.index.ivf.IvfIndex;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What codes take of memory, beside the float32 vectors that stay in the map. */
class CodeMemoryTest {
  private static final int ROWS = 12_800;
  private static final int DIMENSION = 384;

  private static FloatRows rows;

  @BeforeAll
  static void fill() {
    rows = VectorIndexContract.rows(Metric.EUCLIDEAN, VectorIndexContract.random(ROWS, 384, 91));
  }

  @AfterAll
  static void close() {
    rows.close();
  }

  static Stream<Arguments> codes() {
    return Stream.of(
        Arguments.of(QuantizerConfig.Sq8.DEFAULTS, DIMENSION + 64),
        // Two subspaces a byte, a factor and a term in two bytes each.
        Arguments.of(new QuantizerConfig.Pq(0, 4), DIMENSION / 4 + 4),
        Arguments.of(new QuantizerConfig.Pq(0, 8), DIMENSION / 4 + 4),
        Arguments.of(new QuantizerConfig.Rabitq(1), DIMENSION / 6 + 4),
        Arguments.of(new QuantizerConfig.Rabitq(2), DIMENSION / 3 + 4),
        Arguments.of(new QuantizerConfig.Rabitq(5), DIMENSION / 6 + 4 + 16 + 4 * DIMENSION / 8));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void anIndexHoldsItsCodesAndLittleMore(QuantizerConfig quantizer, int codeBytes) {
    try (IvfIndex index = IvfIndex.buildOneList(rows, Metric.EUCLIDEAN, quantizer)) {
      // Ordinals are four bytes; a block's error is shared by 64; a centroid, also in a block of
      // 16, and a codebook.
      long codes = (long) ROWS * (codeBytes + 4);
      long book = quantizer instanceof QuantizerConfig.Pq pq ? (4L * DIMENSION) << pq.nbits() : 0;
      assertThat(index.memoryBytes()).isBetween(codes, codes + ROWS * 2L + book + 19 * 1536);
    }
  }

  /** What the issue of indexes asks for: at most 0.15 of float32 at one bit and 384 numbers. */
  @Test
  void oneBitCodesInListsTakeLessThanASeventhOfTheVectors() {
    IvfConfig lists = new IvfConfig(64, 1);
    QuantizerConfig oneBit = new QuantizerConfig.Rabitq(1);
    try (IvfIndex index = IvfIndex.build(rows, Metric.EUCLIDEAN, lists, oneBit)) {
      double share = (double) index.memoryBytes() / ((long) ROWS * DIMENSION * Float.BYTES);
      assertThat(share).isBetween(0.04, 0.15);
    }
  }
}
