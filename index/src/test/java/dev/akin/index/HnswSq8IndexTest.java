package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The graph that is walked over bytes must do what every index does, and score exactly. */
class HnswSq8IndexTest extends VectorIndexContract {
  private static final HnswConfig SMALL = new HnswConfig(8, 60, 7);

  @TempDir Path folder;

  @Override
  boolean takes(Metric metric) {
    return metric != Metric.HAMMING;
  }

  @Override
  HnswIndex index(FloatRows rows, Metric metric) {
    HnswIndex index = new HnswIndex(rows, metric, SMALL, QuantizerConfig.Sq8.DEFAULTS);
    for (int i = 0; i < rows.limit(); i++) {
      index.add(i);
    }
    index.repair();
    return index;
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void recallHasAFloorAndScoresAreExact(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = random(5000, 24, 50);
    float[][] queries = random(100, 24, 51);
    for (int i = 0; i < queries.length; i++) {
      queries[i] = metric.prepare(queries[i]);
    }
    try (FloatRows rows = rows(metric, vectors);
        FlatIndex truth = new FlatIndex(rows, metric);
        HnswIndex index = index(rows, metric)) {
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(120));
      assertThat(HnswIndexTest.recall(index, truth, queries, request)).isGreaterThan(0.95);
      Neighbors found = index.search(request);
      assertThat(found.cost().distanceComputations()).isLessThan(3500);
      for (int i = 0; i < found.size(); i++) {
        double exact = score(metric, queries[0], vectors[found.ordinals()[i]]);
        assertThat((double) found.scores()[i])
            .isCloseTo(exact, offset(1e-4 + 1e-5 * Math.abs(exact)));
      }
    }
  }

  @Test
  void aSavedGraphAnswersTheSameAndGrowsOn() {
    float[][] vectors = random(3000, 20, 52);
    Path path = folder.resolve("graph");
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        HnswIndex index = index(rows, Metric.EUCLIDEAN)) {
      try (IndexFileWriter out = new IndexFileWriter(path)) {
        rows.save(out, 3000);
        index.save(out, 3000);
        out.finish();
      }
      try (IndexFile file = IndexFile.open(path);
          FloatRows mapped = FloatRows.open(file);
          HnswIndex opened =
              HnswIndex.open(file, mapped, Metric.EUCLIDEAN, SMALL, QuantizerConfig.Sq8.DEFAULTS)) {
        for (float[] query : random(50, 20, 53)) {
          SearchRequest request = SearchRequest.of(query, 10);
          assertThat(opened.search(request).ordinals()).isEqualTo(index.search(request).ordinals());
        }
        float[] added = random(1, 20, 54)[0];
        mapped.put(3000, added);
        opened.add(3000);
        assertThat(opened.search(SearchRequest.of(added, 1)).ordinals()).containsExactly(3000);
      }
    }
  }

  @Test
  void aFileWithoutCodesIsRefused() {
    Path path = folder.resolve("graph");
    try (FloatRows rows = rows(Metric.DOT, random(100, 4, 55));
        HnswIndex plain = new HnswIndex(rows, Metric.DOT, SMALL);
        IndexFileWriter out = new IndexFileWriter(path)) {
      rows.save(out, 100);
      plain.save(out, 100);
      out.finish();
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows mapped = FloatRows.open(file)) {
      assertThatThrownBy(
              () -> HnswIndex.open(file, mapped, Metric.DOT, SMALL, QuantizerConfig.Sq8.DEFAULTS))
          .isInstanceOf(CorruptIndexFileException.class)
          .hasMessageContaining("sq8.codes");
    }
  }
}
