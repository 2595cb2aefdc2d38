package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches are stopped in the middle: when the filter is compiled and nothing but the index is
 * left, the calling thread is interrupted, or held until the deadline has passed. Only the index
 * can notice then.
 */
class RunningSearchTest {
  /** More than a scan or walk does between two looks at whether to stop. */
  private static final int RECORDS = 9_000;

  private static final Map<String, Query> QUERIES =
      Map.of(
          "flat", Query.vector(0, 0).using("flat"),
          "hnsw", Query.vector(0, 0).using("hnsw").efSearch(2_000),
          "ivf", Query.vector(0, 0).using("ivf").nprobe(8),
          "hnsw, exact", Query.vector(0, 0).using("hnsw").exact());

  @TempDir Path directory;

  private final Set<Stage> ended = EnumSet.noneOf(Stage.class);
  private Runnable afterFilter = () -> {};
  private Database db;
  private Collection c;

  @BeforeEach
  void open() {
    db = EmbeddedDatabase.open(directory, EmbeddedOptions.DEFAULTS.withListener(this::ended));
    VectorSpec spec = VectorSpec.ofDimension(2).metric(Metric.EUCLIDEAN);
    c =
        db.createCollection(
            "c",
            CollectionSpec.empty()
                .vector("flat", spec.index(FlatConfig.DEFAULTS))
                .vector("hnsw", spec.index(new HnswConfig(4, 10, 1)))
                .vector("ivf", spec.index(new IvfConfig(8, 1))));
    RandomVectors vectors = new RandomVectors(2, 1);
    c.upsert(
        vectors.records(0, RECORDS).stream()
            .map(
                record -> {
                  var vector = record.vectors().get("default");
                  return Record.of(record.id())
                      .with("flat", vector)
                      .with("hnsw", vector)
                      .with("ivf", vector);
                })
            .toList());
    c.awaitIndexed(Duration.ofMinutes(1));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void ended(Stage stage, String collection, long items, long nanos) {
    ended.add(stage);
    if (stage == Stage.FILTER) {
      afterFilter.run();
    }
  }

  private static Query query(String name) {
    return QUERIES.get(name).filter(Filters.all());
  }

  @Test
  void anInterruptStopsIt() {
    for (String name : QUERIES.keySet()) {
      Query query = query(name);
      afterFilter = () -> {};
      assertThat(c.search(query).hits()).as(name).hasSize(10);
      ended.clear();
      afterFilter = Thread.currentThread()::interrupt;
      assertThatThrownBy(() -> c.search(query))
          .as(name)
          .isInstanceOf(AkinException.Cancelled.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(ended).as(name).containsExactly(Stage.FILTER);
    }
  }

  @Test
  void theDeadlineStopsIt() {
    for (String name : QUERIES.keySet()) {
      ended.clear();
      // Should this machine be so slow that the deadline passes before the index is reached, then
      // with a later one.
      for (long millis = 50; ended.isEmpty(); millis *= 2) {
        long start = System.nanoTime();
        Duration timeout = Duration.ofMillis(millis);
        afterFilter =
            () -> {
              while (System.nanoTime() - start <= 2 * timeout.toNanos()) {
                LockSupport.parkNanos(1_000_000);
              }
            };
        Query query = query(name).timeout(timeout);
        assertThatThrownBy(() -> c.search(query))
            .as(name)
            .isInstanceOf(AkinException.DeadlineExceeded.class);
      }
      assertThat(ended).as(name).containsExactly(Stage.FILTER);
    }
  }
}
