package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.UpsertResult;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.api.WriteCondition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Records are written, read, replaced and deleted. */
interface RecordsContract extends Fixture {
  @Test
  default void anUpsertCountsWhatItInsertedAndReplaced() {
    Collection c = create(1);
    assertThat(c.upsert(Record.of(1).vector(1), Record.of(2).vector(2)))
        .isEqualTo(new UpsertResult(2, 0));
    assertThat(c.upsert(Record.of(2).vector(3), Record.of(3).vector(3)))
        .isEqualTo(new UpsertResult(1, 1));
    assertThat(c.upsert(List.of())).isEqualTo(UpsertResult.NONE);
    assertThat(c.count()).isEqualTo(3);
  }

  @Test
  default void insertsOnlyAndUpdatesOnlyLeaveTheOthersOut() {
    Collection c = create(1);
    c.upsert(Record.of(1).put("n", 1));
    List<Record> records =
        List.of(Record.of(1).put("n", 2), Record.of("b").put("n", 2), Record.of("b").put("n", 3));
    assertThat(c.upsert(records, WriteCondition.ABSENT))
        .isEqualTo(new UpsertResult(1, 0, List.of(RecordId.of(1), RecordId.of("b"))));
    assertThat(n(c, RecordId.of(1))).isEqualTo(1);
    assertThat(n(c, RecordId.of("b"))).isEqualTo(2);
    c.delete(RecordId.of("b"));
    assertThat(c.upsert(records, WriteCondition.PRESENT))
        .isEqualTo(new UpsertResult(0, 1, List.of(RecordId.of("b"), RecordId.of("b"))));
    assertThat(n(c, RecordId.of(1))).isEqualTo(2);
    assertThat(c.count()).isEqualTo(1);
    assertThat(c.upsert(List.of(Record.of(9)), WriteCondition.PRESENT))
        .isEqualTo(new UpsertResult(0, 0, List.of(RecordId.of(9))));
    assertThat(c.upsert(records, WriteCondition.ALWAYS)).isEqualTo(new UpsertResult(1, 2));
  }

  private static long n(Collection c, RecordId id) {
    return n(c.get(id).orElseThrow());
  }

  @Test
  default void aVersionIsComparedAndSetInOneStep() throws Exception {
    Collection c = create(1);
    RecordId id = RecordId.of(1);
    assertThat(c.upsert(List.of(Record.of(1).put("n", 0)), WriteCondition.VERSION).inserted())
        .isEqualTo(1);
    Record read = c.get(id).orElseThrow();
    assertThat(read.version()).isPositive();
    assertThat(c.upsert(List.of(read.put("n", 1)), WriteCondition.VERSION).updated()).isEqualTo(1);
    assertThat(c.upsert(List.of(read.put("n", 5)), WriteCondition.VERSION).refused())
        .containsExactly(id);
    assertThat(c.upsert(List.of(Record.of(1).put("n", 5)), WriteCondition.VERSION).refused())
        .containsExactly(id);
    assertThat(n(c, id)).isEqualTo(1);
    // Counters that many raise at once lose nothing.
    int threads = 4;
    int rounds = 25;
    try (ExecutorService all = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> raised = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        raised.add(
            all.submit(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    raise(c, id);
                  }
                }));
      }
      for (Future<?> each : raised) {
        each.get();
      }
    }
    assertThat(n(c, id)).isEqualTo(1 + threads * rounds);
  }

  private static void raise(Collection c, RecordId id) {
    UpsertResult result;
    do {
      Record now = c.get(id).orElseThrow();
      Record next = now.put("n", n(now) + 1);
      result = c.upsert(List.of(next), WriteCondition.VERSION);
    } while (!result.refused().isEmpty());
  }

  private static long n(Record record) {
    return ((Value.Int) record.payload().get("n")).value();
  }

  @Test
  default void ofTwoRecordsWithOneIdTheLaterWins() {
    Collection c = create(1);
    c.upsert(Record.of(1).put("n", 1), Record.of(2), Record.of(1).put("n", 2));
    assertThat(c.count()).isEqualTo(2);
    assertThat(c.get(RecordId.of(1)).orElseThrow().payload()).containsEntry("n", new Value.Int(2));
  }

  @Test
  default void recordsAreReadInTheOrderOfTheirIdsWithoutTheMissing() {
    Collection c = create(1);
    c.upsert(Record.of(1), Record.of("a"), Record.of(3));
    List<RecordId> wanted =
        List.of(RecordId.of(3), RecordId.of(9), RecordId.of("a"), RecordId.of(1));
    assertThat(c.get(wanted, Include.DEFAULTS))
        .extracting(Record::id)
        .containsExactly(RecordId.of(3), RecordId.of("a"), RecordId.of(1));
    assertThat(c.get(List.of(), Include.ALL)).isEmpty();
    assertThat(c.get(RecordId.of(9))).isEmpty();
  }

  @Test
  default void aReadReturnsThePartsAskedFor() {
    Collection c = db().createCollection("t", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    c.upsert(Record.of(1).text("abc").put("n", 1));
    for (Set<Include> include :
        List.of(
            Set.<Include>of(),
            Set.of(Include.PAYLOAD),
            Set.of(Include.SOURCES),
            Set.of(Include.VECTORS),
            Include.DEFAULTS,
            Include.ALL)) {
      Record read = c.get(List.of(RecordId.of(1)), include).getFirst();
      assertThat(read.payload().isEmpty()).isEqualTo(!include.contains(Include.PAYLOAD));
      assertThat(read.sources().isEmpty()).isEqualTo(!include.contains(Include.SOURCES));
      assertThat(read.vectors().isEmpty()).isEqualTo(!include.contains(Include.VECTORS));
      assertThat(read.version()).isPositive();
    }
  }

  @Test
  default void everyWriteChangesTheVersion() {
    Collection c = create(1);
    c.upsert(Record.of(1));
    long first = c.get(RecordId.of(1)).orElseThrow().version();
    c.upsert(Record.of(1));
    assertThat(c.get(RecordId.of(1)).orElseThrow().version()).isNotEqualTo(first);
  }

  @Test
  default void payloadsNestAsDeepAsTheWireCarriesAndNoDeeper() {
    Collection c = create(1);
    Object nested = 1;
    for (int depth = 1; depth < Value.MAX_DEPTH; depth++) {
      nested = List.of(nested);
    }
    Record deepest = Record.of(1).put("x", nested);
    c.upsert(deepest);
    assertThat(c.get(RecordId.of(1)).orElseThrow().payload()).isEqualTo(deepest.payload());
    Record deeper = Record.of(2).put("x", List.of(nested));
    assertThatThrownBy(() -> c.upsert(deeper))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'x'")
        .hasMessageContaining("must nest at most 24 deep");
    assertThat(c.count()).isEqualTo(1);
  }

  @Test
  default void payloadsOfEveryTypeComeBackInOrder() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("z", List.of());
    inner.put("", Map.of());
    inner.put("deep", List.of(List.of(1, 2.5, "x", Arrays.asList(true, null)), Map.of("k", -1)));
    Record record =
        Record.of(1)
            .put("zero", 0)
            .put("min", Long.MIN_VALUE)
            .put("max", Long.MAX_VALUE)
            .put("beyond a double", (1L << 53) + 1)
            .put("one", 1.0)
            .put("tiny", Double.MIN_VALUE)
            .put("minus zero", -0.0)
            .put("text", "grüße 世界 🌊 \" \\ \n \u0000")
            .put("empty", "")
            .put("no", false)
            .put("nothing", null)
            .put("a.b", "dots")
            .put("inner", inner);
    create(1).upsert(record);
    for (int i = 0; i < 2; i++) {
      Record read = db().collection("c").get(RecordId.of(1)).orElseThrow();
      assertThat(read.payload()).isEqualTo(record.payload());
      assertThat(List.copyOf(read.payload().keySet()))
          .isEqualTo(List.copyOf(record.payload().keySet()));
      restart();
    }
  }

  @Test
  default void theKindsOfIdsAreDistinct() {
    UUID uuid = UUID.fromString("00000000-0000-0000-0000-000000000007");
    List<RecordId> ids =
        List.of(
            RecordId.of("7"),
            RecordId.of(7),
            RecordId.of(uuid),
            RecordId.of(uuid.toString()),
            RecordId.of(-1),
            RecordId.of(0),
            RecordId.of("ü".repeat(256)));
    Collection c = create(1);
    c.upsert(ids.stream().map(Record::of).toList());
    assertThat(c.count()).isEqualTo(ids.size());
    assertThat(restart().collection("c").get(ids, Include.DEFAULTS))
        .extracting(Record::id)
        .containsExactlyElementsOf(ids);
    assertThat(db().collection("c").delete(ids.get(1))).isTrue();
    assertThat(db().collection("c").get(ids.get(0))).isPresent();
  }

  @Test
  default void aBadIdIsRefused() {
    assertThatThrownBy(() -> Record.of("")).isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> Record.of("x".repeat(513)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("513");
    assertThatThrownBy(() -> Record.of("\ud800")).isInstanceOf(AkinException.InvalidArgument.class);
  }

  @Test
  default void deletedRecordsAreGoneEverywhere() {
    Collection c = create(2);
    c.upsert(Record.of(1).vector(1, 0), Record.of(2).vector(0, 1), Record.of(3).vector(1, 1));
    assertThat(c.delete(List.of(RecordId.of(1), RecordId.of(9), RecordId.of(3)))).isEqualTo(2);
    assertThat(c.delete(RecordId.of(1))).isFalse();
    assertThat(c.delete(List.of())).isZero();
    for (int i = 0; i < 2; i++) {
      Collection now = db().collection("c");
      assertThat(now.count()).isEqualTo(1);
      assertThat(now.get(RecordId.of(1))).isEmpty();
      assertThat(now.search(Query.vector(1, 0)).hits())
          .extracting(hit -> hit.id())
          .containsExactly(RecordId.of(2));
      restart();
    }
    db().collection("c").upsert(Record.of(1).vector(1, 0));
    assertThat(db().collection("c").search(Query.vector(1, 0)).hits().getFirst().id())
        .isEqualTo(RecordId.of(1));
  }

  @Test
  default void anIdNamedTwiceIsDeletedOnce() {
    Collection c = create(1);
    c.upsert(Record.of(1), Record.of(2));
    assertThat(c.delete(List.of(RecordId.of(1), RecordId.of(1)))).isEqualTo(1);
    assertThat(c.count()).isEqualTo(1);
  }

  @Test
  default void aWrongRecordRefusesTheWholeBatch() {
    Collection c = create(3);
    Record good = Record.of(1).vector(1, 2, 3);
    assertThatThrownBy(() -> c.upsert(good, Record.of(2).vector(1, 2)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'c' has 3")
        .hasMessageContaining("records[1]")
        .hasMessageContaining("has 2");
    assertThatThrownBy(() -> c.upsert(good, Record.of(2).with("other", Input.vector(1))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'other'");
    assertThatThrownBy(() -> c.upsert(good, Record.of(2).vector(1, Float.NaN, 3)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("NaN");
    assertThat(c.count()).isZero();
    assertThat(c.search(Query.vector(1, 2, 3)).hits()).isEmpty();
  }

  @Test
  default void batchesHaveALimit() {
    Collection c = db().createCollection("c", CollectionSpec.empty());
    List<RecordId> ids =
        LongStream.rangeClosed(0, Collection.MAX_BATCH).mapToObj(RecordId::of).toList();
    List<Record> records = ids.stream().map(Record::of).toList();
    assertThatThrownBy(() -> c.upsert(records)).isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> c.get(ids, Set.of()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("10001");
    assertThatThrownBy(() -> c.delete(ids)).isInstanceOf(AkinException.InvalidArgument.class);
    assertThat(c.count()).isZero();
    int most = Collection.MAX_BATCH;
    assertThat(c.upsert(records.subList(0, most)).inserted()).isEqualTo(most);
    assertThat(c.get(ids.subList(0, most), Set.of())).hasSize(most);
    assertThat(c.delete(ids.subList(0, most))).isEqualTo(most);
  }

  @Test
  default void recordsMayLackAnyOfTheirVectors() {
    Collection c =
        db().createCollection(
                "c", CollectionSpec.ofDimension(2).vector("b", VectorSpec.ofDimension(1)));
    c.upsert(
        Record.of(1).vector(1, 0),
        Record.of(2).with("b", Input.vector(1)),
        Record.of(3),
        Record.of(4).vector(0, 1).with("b", Input.vector(-1)));
    for (int i = 0; i < 2; i++) {
      Collection now = db().collection("c");
      assertThat(now.count()).isEqualTo(4);
      assertThat(now.search(Query.vector(1, 0)).hits())
          .extracting(hit -> hit.id())
          .containsExactly(RecordId.of(1), RecordId.of(4));
      assertThat(now.search(Query.vector(1).using("b")).hits())
          .extracting(hit -> hit.id())
          .containsExactly(RecordId.of(2), RecordId.of(4));
      restart();
    }
  }

  @Test
  default void vectorsComeBackAsTheyWereWritten() {
    Collection c = create(3);
    c.upsert(Record.of(1).vector(3, -0f, 4e30f));
    assertThat(c.get(List.of(RecordId.of(1)), Include.ALL).getFirst().vectors())
        .containsEntry("default", new Input.Vector(new float[] {3, -0f, 4e30f}));
  }

  @Test
  default void aRestartKeepsWhatManyWritesLeft() {
    Random random = new Random(SEED);
    Map<Long, Long> model = new LinkedHashMap<>();
    Collection c = create(4);
    for (int round = 0; round < 40; round++) {
      List<Record> batch = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        long id = random.nextInt(200);
        long n = random.nextLong();
        batch.add(Record.of(id).vector(Fixture.randomVector(random, 4)).put("n", n));
        model.put(id, n);
      }
      c.upsert(batch);
      long gone = random.nextInt(200);
      assertThat(c.delete(RecordId.of(gone))).isEqualTo(model.remove(gone) != null);
      if (round % 10 == 3) {
        c.checkpoint();
      }
      if (round % 10 == 9) {
        c = restart().collection("c");
      }
    }
    assertThat(c.count()).as("seed %d", SEED).isEqualTo(model.size());
    for (Map.Entry<Long, Long> entry : model.entrySet()) {
      assertThat(c.get(RecordId.of(entry.getKey())).orElseThrow().payload())
          .containsEntry("n", new Value.Int(entry.getValue()));
    }
    assertThat(c.search(Query.vector(1, 0, 0, 0).k(1000)).hits()).hasSize(model.size());
  }
}
