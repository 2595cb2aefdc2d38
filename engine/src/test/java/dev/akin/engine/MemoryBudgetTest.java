package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database bears, and what it tells of itself. */
class MemoryBudgetTest {
  private static final int DIMENSION = 256;

  @TempDir Path directory;

  @Test
  void writesThatWouldNotFitAreRefusedAndAllElseGoesOn() {
    long budget = Storage.CACHE_BYTES + (4 << 20);
    EmbeddedOptions options = EmbeddedOptions.DEFAULTS.withMemoryBudget(budget);
    try (EmbeddedDatabase database = EmbeddedDatabase.open(directory, options)) {
      Collection docs = database.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      long written = 0;
      for (long before = -1; before < written; ) {
        // What an indexer is just at counts twice: there may be room again when it is done.
        docs.awaitIndexed(Duration.ofMinutes(1));
        before = written;
        written = fill(docs, written);
      }
      docs.awaitIndexed(Duration.ofMinutes(1));
      assertThat(written).isBetween(1000L, 5000L);
      assertThat(database.stats().memoryBytes()).isBetween(budget - (1 << 20), budget);
      assertThat(docs.count()).isEqualTo(written);
      assertThat(docs.search(Query.vector(vector(7))).hits()).hasSize(10);
      assertThat(docs.delete(RecordId.of(1))).isTrue();
      Collection other = database.createCollection("other", CollectionSpec.ofDimension(DIMENSION));
      assertThatThrownBy(() -> other.upsert(records(0, 1000)))
          .isInstanceOf(AkinException.ResourceExhausted.class);
      database.dropCollection("docs");
      other.upsert(records(0, 100));
      assertThat(other.count()).isEqualTo(100);
    }
  }

  /** Writes until it is refused; returns how many records there are then. */
  private static long fill(Collection docs, long from) {
    for (long written = from; ; written += 100) {
      try {
        docs.upsert(records(written, 100));
      } catch (AkinException.ResourceExhausted e) {
        assertThat(e).hasMessageContaining("--memory-budget");
        return written;
      }
    }
  }

  @Test
  void collectionsHaveALimit() {
    EmbeddedOptions options = EmbeddedOptions.DEFAULTS.withMaxCollections(1);
    try (EmbeddedDatabase database = EmbeddedDatabase.open(directory, options)) {
      database.createCollection("one", CollectionSpec.ofDimension(2));
      assertThatThrownBy(() -> database.createCollection("two", CollectionSpec.ofDimension(2)))
          .isInstanceOf(AkinException.ResourceExhausted.class)
          .hasMessageContaining("--max-collections");
      assertThatThrownBy(() -> database.createCollection("one", CollectionSpec.ofDimension(2)))
          .isInstanceOf(AkinException.AlreadyExists.class);
      assertThat(database.hasCollection("two")).isFalse();
    }
  }

  @Test
  void statsTellWhatIsThere() {
    List<String> stages = new CopyOnWriteArrayList<>();
    EmbeddedOptions options =
        EmbeddedOptions.DEFAULTS.withListener(
            (stage, collection, items, nanos) -> {
              assertThat(nanos).isNotNegative();
              stages.add(stage + " " + collection + " " + items);
            });
    EmbeddedDatabase database = EmbeddedDatabase.open(directory, options);
    try (database) {
      Collection docs = database.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(records(0, 10));
      docs.upsert(records(9, 1));
      docs.search(Query.vector(vector(3)).k(4));
      assertThat(stages)
          .containsExactly("COMMIT docs 10", "COMMIT docs 1", "INDEX docs 10", "FETCH docs 4");
      DatabaseStats stats = database.stats();
      assertThat(stats.collections()).containsOnlyKeys("docs");
      DatabaseStats.CollectionStats it = stats.collections().get("docs");
      assertThat(it.live()).isEqualTo(10);
      assertThat(it.dead()).isEqualTo(1);
      assertThat(it.queuedWrites()).isZero();
      assertThat(it.vectors().get("default").memoryBytes()).isGreaterThan(11L * DIMENSION * 4);
      assertThat(stats.storageCounters().get("number.keys.written")).isGreaterThan(10);
      assertThat(stats.storageGauges().get("cur-size-all-mem-tables")).isPositive();
      assertThat(stats.models()).isEqualTo(Map.of());
    }
    assertThatThrownBy(database::stats).isInstanceOf(AkinException.FailedPrecondition.class);
  }

  private static List<Record> records(long from, int count) {
    List<Record> records = new ArrayList<>();
    for (long i = from; i < from + count; i++) {
      records.add(Record.of(i).vector(vector(i)));
    }
    return records;
  }

  private static float[] vector(long i) {
    float[] vector = new float[DIMENSION];
    vector[(int) (i % DIMENSION)] = 1;
    vector[(int) (i / DIMENSION)] += 0.5f;
    return vector;
  }
}
