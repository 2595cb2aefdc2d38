package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.flat.FlatIndex;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FlatIndexTest extends VectorIndexContract {
  @Override
  VectorIndex index(FloatRows rows, Metric metric) {
    return new FlatIndex(rows, metric);
  }

  @Test
  void aRangeIsSearchedAloneWhateverItsEdges() {
    float[][] vectors = random(1500, 3, 20);
    try (FloatRows rows = rows(Metric.EUCLIDEAN, vectors);
        FlatIndex index = new FlatIndex(rows, Metric.EUCLIDEAN)) {
      for (int[] range : new int[][] {{0, 1}, {5, 63}, {63, 65}, {64, 128}, {100, 1337}}) {
        Neighbors found = index.search(SearchRequest.of(vectors[0], 2000), range[0], range[1]);
        assertThat(found.size()).isEqualTo(range[1] - range[0]);
        assertThat(Arrays.stream(found.ordinals()).allMatch(o -> o >= range[0] && o < range[1]))
            .isTrue();
      }
      assertThat(index.search(SearchRequest.of(vectors[0], 5), 1500, 9000).size()).isZero();
    }
  }

  @Test
  void missingRowsAreNotFound() {
    try (FloatRows rows = new FloatRows(2);
        FlatIndex index = new FlatIndex(rows, Metric.EUCLIDEAN)) {
      for (int i = 0; i < 200; i += 3) {
        rows.put(i, new float[] {i, 0});
      }
      Neighbors found = index.search(SearchRequest.of(new float[2], 3));
      assertThat(found.ordinals()).containsExactly(0, 3, 6);
      assertThat(index.size()).isEqualTo(67);
    }
  }

  @Test
  void parametersOfAGraphAreRefused() {
    try (FloatRows rows = new FloatRows(2);
        FlatIndex index = new FlatIndex(rows, Metric.DOT)) {
      SearchRequest request =
          SearchRequest.of(new float[2], 3).withParams(new SearchParams.Hnsw(10));
      assertThatIllegalArgumentException().isThrownBy(() -> index.search(request));
    }
  }
}
