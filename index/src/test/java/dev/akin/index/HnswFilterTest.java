package dev.akin.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a filtered walk costs when what is accepted is near, and when it is far. */
class HnswFilterTest {
  private static final long SEED = Long.getLong("test.seed", 11);
  private static final int COUNT = 6_000;
  private static final int DIMENSION = 8;

  private final Random random = new Random(SEED);
  private final FloatRows rows = new FloatRows(DIMENSION);
  private final HnswIndex index =
      new HnswIndex(rows, Metric.EUCLIDEAN, HnswConfig.DEFAULTS.withEfConstruction(64));
  private final FlatIndex flat = new FlatIndex(rows, Metric.EUCLIDEAN);

  @BeforeEach
  void fill() {
    for (int i = 0; i < COUNT; i++) {
      rows.put(i, vector());
      index.add(i);
    }
  }

  @AfterEach
  void close() {
    index.close();
    flat.close();
    rows.close();
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** The 3,000 rows closest to the query, or all others. */
  private OrdinalSet half(float[] query, boolean near) {
    OrdinalSet closest = new OrdinalSet();
    for (int ordinal : flat.search(SearchRequest.of(query, COUNT / 2)).ordinals()) {
      closest.add(ordinal);
    }
    return near ? closest : OrdinalSet.range(COUNT).andNot(closest);
  }

  @Test
  void acceptedRowsNearTheQueryAreFoundByTheWalk() {
    float[] query = vector();
    Neighbors found = check(query, half(query, true));
    assertThat(found.cost().distanceComputations()).isLessThan(COUNT / 6);
  }

  @Test
  void aWalkThatMeetsNothingAcceptedIsGivenUpForAScan() {
    float[] query = vector();
    Neighbors found = check(query, half(query, false));
    assertThat(found.cost().hops()).isPositive();
    assertThat(found.cost().distanceComputations()).isLessThan(3L * COUNT / 4);
  }

  private Neighbors check(float[] query, OrdinalSet accept) {
    SearchRequest request = SearchRequest.of(query, 10).withAccept(accept);
    Neighbors found = index.search(request.withParams(new SearchParams.Hnsw(50)));
    assertThat(found.ordinals())
        .as("seed %d", SEED)
        .containsExactly(flat.search(request).ordinals());
    return found;
  }
}
