package dev.akin.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {
  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();

  @Test
  void holdsOutQueriesAndKeepsTheRest() throws Exception {
    try (Dataset dataset = cache().open(new RandomVectors(500, 8, 3), 50)) {
      assertThat(dataset.name()).isEqualTo("random-500x8-s3-q50");
      assertThat(dataset.size()).isEqualTo(450);
      assertThat(dataset.dimension()).isEqualTo(8);
      assertThat(dataset.queries()).hasDimensions(50, 8);
      float[][] rows = rows(dataset);
      for (float[] query : dataset.queries()) {
        assertThat(Arrays.stream(rows).noneMatch(row -> Arrays.equals(row, query))).isTrue();
        assertThat(norm(query)).isCloseTo(1, within(1e-6));
      }
      int best = dataset.truth().ordinals()[7][0];
      assertThat(dot(rows[best], dataset.queries()[7]))
          .isCloseTo(dataset.truth().scores()[7][0], within(1e-5f));
    }
  }

  @Test
  void isMadeOnceAndReadAgain() throws Exception {
    float[][] first;
    try (Dataset dataset = cache().open(new RandomVectors(400, 3, 3), 40)) {
      first = rows(dataset);
    }
    said.clear();
    try (Dataset dataset = cache().open(new RandomVectors(400, 3, 3), 40)) {
      assertThat(rows(dataset)).isDeepEqualTo(first);
    }
    assertThat(said).isEmpty();
  }

  @Test
  void isMadeAgainWhenDamaged() throws Exception {
    Path file;
    try (Dataset dataset = cache().open(new RandomVectors(400, 3, 3), 40)) {
      file = dataset.file();
    }
    byte[] bytes = Files.readAllBytes(file);
    for (int at : new int[] {3, 9, 2000, bytes.length - 1}) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(file, damaged);
      said.clear();
      cache().open(new RandomVectors(400, 3, 3), 40).close();
      assertThat(said.getFirst()).startsWith("making the data set again");
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
    Files.write(file, Arrays.copyOf(bytes, 100));
    assertThatThrownBy(() -> Dataset.open(file)).hasMessageContaining("must have");
  }

  @Test
  void dropsZeroVectors() throws Exception {
    VectorSource source =
        new VectorSource() {
          @Override
          public String name() {
            return "zeros";
          }

          @Override
          public float[][] load(Path unused) {
            float[][] vectors = new RandomVectors(10, 4, 1).load(null);
            vectors[0] = new float[4];
            vectors[9] = new float[4];
            return vectors;
          }
        };
    try (Dataset dataset = cache().open(source, 2)) {
      assertThat(dataset.size()).isEqualTo(6);
    }
    assertThatThrownBy(() -> cache().open(source, 5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("half of the 8 vectors: 5");
  }

  private DatasetCache cache() {
    return new DatasetCache(folder, said::add);
  }

  private static float[][] rows(Dataset dataset) throws Exception {
    float[][] rows = new float[dataset.size()][];
    dataset.rows(0, rows.length, (ordinal, row) -> rows[ordinal] = row);
    return rows;
  }

  private static double norm(float[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
