package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.SyncMode;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found among 20,000 vectors when a filter lets some of them through. */
class FilteredSearchTest {
  private static final long SEED = Long.getLong("test.seed", 11);
  private static final int COUNT = 20_000;
  private static final int DIMENSION = 24;
  private static final int CLUSTERS = 50;
  private static final int QUERIES = 50;

  @TempDir private static Path directory;
  private static EmbeddedDatabase database;
  private static Collection collection;
  private static float[][] centers;

  /**
   * Vectors around some centers. Field {@code even} is the record's rank in a random order, {@code
   * near} its rank in the first coordinate, both in thousandths.
   */
  @BeforeAll
  static void fill() {
    Random random = new Random(SEED);
    centers = new float[CLUSTERS][];
    Arrays.setAll(centers, _ -> gaussian(random, 1));
    float[][] vectors = new float[COUNT][];
    Arrays.setAll(vectors, _ -> near(centers[random.nextInt(CLUSTERS)], random));
    Integer[] byFirst = new Integer[COUNT];
    Arrays.setAll(byFirst, i -> i);
    Arrays.sort(byFirst, (a, b) -> Float.compare(vectors[a][0], vectors[b][0]));
    int[] rank = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      rank[byFirst[i]] = i;
    }
    database = EmbeddedDatabase.open(directory);
    collection =
        database.createCollection("c", CollectionSpec.ofDimension(DIMENSION).sync(SyncMode.OS));
    collection.createPayloadIndex("even", PayloadIndexType.NUMBER);
    collection.createPayloadIndex("near", PayloadIndexType.NUMBER);
    List<Record> batch = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      batch.add(
          Record.of(i)
              .vector(vectors[i])
              .put("even", (i * 7919L % COUNT) * 1000.0 / COUNT)
              .put("near", rank[i] * 1000.0 / COUNT));
      if (batch.size() == 5_000) {
        collection.upsert(batch);
        batch.clear();
      }
    }
    collection.awaitIndexed(Duration.ofMinutes(5));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static float[] gaussian(Random random, double scale) {
    float[] values = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static float[] near(float[] center, Random random) {
    float[] values = gaussian(random, 0.5);
    for (int i = 0; i < DIMENSION; i++) {
      values[i] += center[i];
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 100, 50, 20, 10, 1})
  void evenlySpreadMatchesAreFound(int thousandths) {
    check(Filters.lessThan("even", thousandths), thousandths, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 100, 50, 20, 10, 1})
  void matchesNearTheQueryAreFound(int thousandths) {
    check(Filters.lessThan("near", thousandths), thousandths, -3);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 100, 50, 20, 10, 1})
  void matchesFarFromTheQueryAreFound(int thousandths) {
    check(Filters.lessThan("near", thousandths), thousandths, 3);
  }

  private static void check(Filter filter, int thousandths, float push) {
    Random random = new Random(SEED + thousandths);
    int found = 0;
    long distances = 0;
    Set<String> strategies = new HashSet<>();
    for (int i = 0; i < QUERIES; i++) {
      float[] vector = near(centers[random.nextInt(CLUSTERS)], random);
      vector[0] += push;
      Query query = Query.vector(vector).filter(filter).include(Set.of());
      SearchResult exact = collection.search(query.exact());
      SearchResult result = collection.search(query);
      assertThat(result.hits()).hasSize(10);
      assertThat(result.stats().filter().orElseThrow().matched())
          .isEqualTo(COUNT / 1000L * thousandths);
      assertThat(result.stats().filter().orElseThrow().scanned()).isZero();
      assertThat(exact.stats().cost().distanceComputations())
          .isEqualTo(COUNT / 1000L * thousandths);
      Set<RecordId> truth = ids(exact);
      truth.retainAll(ids(result));
      found += truth.size();
      distances += result.stats().cost().distanceComputations();
      strategies.add(result.stats().strategy());
    }
    assertThat(found / (10.0 * QUERIES)).as("recall@10, seed %d", SEED).isGreaterThan(0.95);
    assertThat(strategies).containsExactly(thousandths == 500 ? "hnsw" : "exact");
    // More would be dearer than to score all that match, twice.
    assertThat(distances / QUERIES).isLessThanOrEqualTo(2L * COUNT / 1000 * thousandths + 1000);
  }

  private static Set<RecordId> ids(SearchResult result) {
    Set<RecordId> ids = new HashSet<>();
    result.hits().stream().map(Hit::id).forEach(ids::add);
    return ids;
  }

  @Test
  void allThatMatchComeBackWhenThereAreFewerThanAsked() {
    Query query = Query.vector(new float[DIMENSION]).filter(Filters.lessThan("near", 1)).k(100);
    assertThat(collection.search(query).hits()).hasSize(20);
    assertThat(collection.search(query.efSearch(1)).hits()).hasSize(20);
    assertThat(collection.search(query.filter(Filters.lessThan("near", 0))).hits()).isEmpty();
    Query wide = query.filter(Filters.lessThan("near", 300)).k(6_000);
    assertThat(collection.search(wide).hits()).hasSize(6_000);
    assertThat(collection.search(wide.k(7_000)).hits()).hasSize(6_000);
  }
}
