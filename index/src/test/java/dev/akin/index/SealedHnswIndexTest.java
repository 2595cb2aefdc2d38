package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.hnsw.SealedHnswIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The sealed form must do what every index does, and find as much as the graph it was made of. */
class SealedHnswIndexTest extends VectorIndexContract {
  private static final HnswConfig SMALL = new HnswConfig(8, 60, 7);

  @TempDir Path folder;

  private static HnswIndex growing(FloatRows rows, Metric metric, HnswConfig config) {
    HnswIndex index = new HnswIndex(rows, metric, config);
    for (int i = 0; i < rows.limit(); i++) {
      if (rows.contains(i)) {
        index.add(i);
      }
    }
    return index;
  }

  @Override
  boolean takes(Metric metric) {
    return metric != Metric.HAMMING;
  }

  @Test
  void aGraphOfBitsIsNotSealed() {
    try (FloatRows rows = new FloatRows(2);
        HnswIndex source = growing(rows, Metric.HAMMING, SMALL)) {
      assertThatThrownBy(() -> SealedHnswIndex.seal(source))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("hamming");
    }
  }

  @Override
  SealedHnswIndex index(FloatRows rows, Metric metric) {
    try (HnswIndex source = growing(rows, metric, SMALL)) {
      return SealedHnswIndex.seal(source);
    }
  }

  /** Few numbers as many: real vectors have fewer directions than numbers. */
  private static float[][] spread(float[][] few, int dimension) {
    float[][] directions = random(few[0].length, dimension, 99);
    float[][] many = random(few.length, dimension, 98);
    for (int i = 0; i < few.length; i++) {
      for (int j = 0; j < dimension; j++) {
        many[i][j] *= 0.2f;
        for (int d = 0; d < few[i].length; d++) {
          many[i][j] += few[i][d] * directions[d][j] / (float) Math.sqrt(few[i].length);
        }
      }
    }
    return many;
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE, 24", "DOT, 24", "EUCLIDEAN, 24", "MANHATTAN, 24",
    "COSINE, 250", "EUCLIDEAN, 250", "DOT, 900", "EUCLIDEAN, 900"
  })
  void recallHasAFloorAndFewRowsAreScored(Metric metric, int dimension) {
    int count = dimension < 100 ? 5000 : 1500;
    float[][] vectors = spread(random(count, Math.min(24, dimension), 60), dimension);
    float[][] queries = spread(random(50, Math.min(24, dimension), 61), dimension);
    // Rows away from zero, as those of many models are: codes are made around their mean.
    for (float[] vector : vectors) {
      vector[0] += 3;
    }
    for (int i = 0; i < queries.length; i++) {
      queries[i][0] += 3;
      queries[i] = metric.prepare(queries[i]);
    }
    try (FloatRows rows = rows(metric, vectors);
        FlatIndex truth = new FlatIndex(rows, metric);
        SealedHnswIndex index = index(rows, metric)) {
      int ef = 150;
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(ef));
      assertThat(HnswIndexTest.recall(index, truth, queries, request)).isGreaterThan(0.95);
      Neighbors found = index.search(request);
      assertThat(found.cost().hops()).isBetween((long) ef, ef + 60L);
      assertThat(found.cost().distanceComputations()).isLessThan(ef + 200L);
      for (int i = 0; i < found.size(); i++) {
        double exact = score(metric, queries[0], vectors[found.ordinals()[i]]);
        assertThat((double) found.scores()[i])
            .isCloseTo(exact, offset(1e-3 + 1e-5 * Math.abs(exact)));
      }
    }
  }

  @Test
  void itFindsAsMuchAsItsSourceInAsManyHops() {
    float[][] vectors = random(8000, 40, 62);
    float[][] queries = random(100, 40, 63);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        FlatIndex truth = new FlatIndex(rows, Metric.EUCLIDEAN);
        HnswIndex source = growing(rows, Metric.EUCLIDEAN, SMALL);
        SealedHnswIndex index = SealedHnswIndex.seal(source)) {
      SearchRequest request =
          SearchRequest.of(queries[0], 10).withParams(new SearchParams.Hnsw(100));
      double before = HnswIndexTest.recall(source, truth, queries, request);
      double after = HnswIndexTest.recall(index, truth, queries, request);
      assertThat(before).isBetween(0.6, 0.97);
      assertThat(after).isGreaterThan(before);
      assertThat(index.search(request).cost().distanceComputations())
          .isLessThan(source.search(request).cost().distanceComputations() / 4);
    }
  }

  @Test
  void recallHoldsUnderAFilterThatIsWalked() {
    float[][] vectors = random(20_000, 12, 64);
    float[][] queries = random(50, 12, 65);
    OrdinalSet accept = new OrdinalSet();
    for (int i = 0; i < 20_000; i += 2) {
      accept.add(i);
    }
    for (Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.MANHATTAN}) {
      try (FloatRows rows = rows(metric, vectors);
          FlatIndex truth = new FlatIndex(rows, metric);
          SealedHnswIndex index = index(rows, metric)) {
        SearchRequest request =
            SearchRequest.of(queries[0], 10)
                .withParams(new SearchParams.Hnsw(60))
                .withAccept(accept);
        Neighbors found = index.search(request);
        assertThat(found.cost().hops()).isPositive();
        assertThat(found.cost().distanceComputations()).isLessThan(2000);
        assertThat(HnswIndexTest.recall(index, truth, queries, request)).isGreaterThan(0.9);
      }
    }
  }

  @Test
  void ordinalsWithoutRowsAndALargeDegreeAreFine() {
    float[][] vectors = random(3000, 9, 66);
    try (FloatRows rows = new FloatRows(9)) {
      for (int i = 0; i < vectors.length; i++) {
        rows.put(3 * i + 100, vectors[i]);
      }
      try (HnswIndex source = growing(rows, Metric.EUCLIDEAN, new HnswConfig(40, 60, 7));
          SealedHnswIndex index = SealedHnswIndex.seal(source)) {
        assertThat(index.size()).isEqualTo(3000);
        assertThat(index.contains(100)).isTrue();
        assertThat(index.contains(101)).isFalse();
        for (int i = 0; i < 200; i++) {
          assertThat(index.search(SearchRequest.of(vectors[i], 1)).ordinals())
              .containsExactly(3 * i + 100);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void aSavedGraphAnswersTheSame(Metric metric) {
    assumeTrue(takes(metric));
    float[][] vectors = random(2000, 20, 67);
    for (int i = 0; i < 100; i++) {
      vectors[1500 + i] = vectors[i % 7];
    }
    Path path = folder.resolve("sealed");
    try (FloatRows rows = rows(metric, vectors);
        SealedHnswIndex index = index(rows, metric)) {
      try (IndexFileWriter out = new IndexFileWriter(path)) {
        rows.save(out, 2000);
        index.save(out);
        out.finish();
      }
      try (IndexFile file = IndexFile.open(path);
          FloatRows mapped = FloatRows.open(file)) {
        assertThat(SealedHnswIndex.isIn(file)).isTrue();
        try (SealedHnswIndex opened = SealedHnswIndex.open(file, mapped, metric)) {
          assertThat(opened.size()).isEqualTo(2000);
          assertThat(opened.memoryBytes()).isGreaterThan(2000L * 20 * Float.BYTES);
          for (float[] query : random(50, 20, 68)) {
            SearchRequest request = SearchRequest.of(metric.prepare(query), 10);
            Neighbors before = index.search(request);
            Neighbors after = opened.search(request);
            assertThat(after.ordinals()).isEqualTo(before.ordinals());
            assertThat(after.scores()).isEqualTo(before.scores());
          }
        }
        assertThatThrownBy(
                () ->
                    SealedHnswIndex.open(
                        file, mapped, metric == Metric.DOT ? Metric.COSINE : Metric.DOT))
            .isInstanceOf(CorruptIndexFileException.class)
            .hasMessageContaining("metric");
      }
    }
  }

  @Test
  void aFileOfAGrowingGraphOrADamagedOneIsRefused() throws IOException {
    Path path = folder.resolve("growing");
    try (FloatRows rows = rows(Metric.DOT, random(400, 6, 69));
        HnswIndex source = growing(rows, Metric.DOT, SMALL);
        SealedHnswIndex index = SealedHnswIndex.seal(source)) {
      try (IndexFileWriter out = new IndexFileWriter(path)) {
        rows.save(out, 400);
        source.save(out, 400);
        out.finish();
      }
      try (IndexFile file = IndexFile.open(path);
          FloatRows mapped = FloatRows.open(file)) {
        assertThat(SealedHnswIndex.isIn(file)).isFalse();
        assertThatThrownBy(() -> SealedHnswIndex.open(file, mapped, Metric.DOT))
            .isInstanceOf(CorruptIndexFileException.class)
            .hasMessageContaining("sealed.shape");
      }
      Path damaged = folder.resolve("damaged");
      long records;
      try (IndexFileWriter out = new IndexFileWriter(damaged)) {
        rows.save(out, 400);
        index.save(out);
        out.finish();
      }
      try (IndexFile file = IndexFile.open(damaged)) {
        records = file.offset("sealed.records");
      }
      try (FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
        channel.write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), records + 1000);
      }
      assertThatThrownBy(() -> IndexFile.open(damaged))
          .isInstanceOf(CorruptIndexFileException.class);
    }
  }

  @Test
  void sealingTellsItsProgressAndCanBeStopped() {
    try (FloatRows rows = rows(Metric.DOT, random(3000, 6, 70));
        HnswIndex source = growing(rows, Metric.DOT, SMALL)) {
      AtomicInteger most = new AtomicInteger();
      SealedHnswIndex.seal(source, done -> most.accumulateAndGet(done, Math::max), () -> false)
          .close();
      assertThat(most.get()).isBetween(2000, 3000);
      assertThatThrownBy(() -> SealedHnswIndex.seal(source, null, () -> true))
          .isInstanceOf(CancellationException.class);
      source.add(2999);
      assertThat(source.search(SearchRequest.of(new float[6], 5)).size()).isEqualTo(5);
    }
  }
}
