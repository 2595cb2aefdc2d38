package dev.akin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecsTest {
  @Test
  void hnswConfigurationsAreChecked() {
    assertThatThrownBy(() -> new HnswConfig(1, 100, 0)).hasMessage("m must be 2 to 256: 1");
    assertThatThrownBy(() -> new HnswConfig(16, 8, 0))
        .hasMessage("efConstruction must be m (16) to 10000: 8");
    assertThat(HnswConfig.DEFAULTS.withM(250).efConstruction()).isEqualTo(250);
  }

  @Test
  void dimensionsAreChecked() {
    assertThatThrownBy(() -> VectorSpec.ofDimension(0))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("dimension must be 1 to 65536: 0");
    assertThat(VectorSpec.ofEmbedder("m").dimension()).isZero();
  }

  @Test
  void aSpecChangesAllItsVectors() {
    CollectionSpec spec =
        CollectionSpec.ofDimension(3)
            .vector("title", VectorSpec.ofEmbedder("minilm"))
            .metric(Metric.DOT)
            .index(FlatConfig.DEFAULTS);

    assertThat(spec.vectors().keySet()).containsExactly("default", "title");
    assertThat(spec.vectors().values())
        .allMatch(vector -> vector.metric() == Metric.DOT && vector.index() instanceof FlatConfig);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".hidden", "a/b", "..", "a b", "ü", "-x"})
  void badNamesAreRefused(String name) {
    assertThatThrownBy(() -> Names.check("collection name", name))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("collection name")
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void queriesAreChecked() {
    Query query = Query.text("x");
    assertThatThrownBy(() -> query.k(0)).hasMessage("k must be 1 to 10000: 0");
    assertThatThrownBy(() -> query.efSearch(0)).isInstanceOf(AkinException.InvalidArgument.class);
    for (double recall : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatThrownBy(() -> query.targetRecall(recall))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("above 0 and below 1: " + recall);
    }
    assertThatThrownBy(() -> query.timeout(Duration.ZERO))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThat(query.efSearch(9).params()).contains(new SearchParams.Hnsw(9));
  }

  @Test
  void cosinePreparesUnitVectorsAndLeavesZeroAlone() {
    assertThat(Metric.COSINE.prepare(new float[] {3, 4})).containsExactly(0.6f, 0.8f);
    assertThat(Metric.COSINE.prepare(new float[2])).containsExactly(0, 0);
    float[] tiny = Metric.COSINE.prepare(new float[] {1e-30f, 0});
    assertThat(tiny[0]).isCloseTo(1, within(1e-6f));
    float[] vector = {3, 4};
    assertThat(Metric.DOT.prepare(vector)).isSameAs(vector);
  }

  @Test
  void distancesAreTheMetricsOwn() {
    assertThat(Metric.COSINE.distance(0.25f)).isEqualTo(0.75f);
    assertThat(Metric.DOT.distance(2)).isEqualTo(-2);
    assertThat(Metric.EUCLIDEAN.distance(-9)).isEqualTo(3);
    assertThat(Metric.MANHATTAN.distance(-9)).isEqualTo(9);
  }
}
