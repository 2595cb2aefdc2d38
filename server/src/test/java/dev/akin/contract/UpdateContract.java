package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Expiry;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import dev.akin.api.UpdateResult;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Parts of records are changed and the rest stays. */
interface UpdateContract extends Fixture {
  RecordId ONE = RecordId.of(1);

  private static Record whole(Collection c, RecordId id) {
    return c.get(List.of(id), Include.ALL).getFirst();
  }

  private static Object payload(Collection c, RecordId id) {
    return new Value.Fields(whole(c, id).payload()).toJava();
  }

  private static List<RecordId> ids(List<Hit> hits) {
    return hits.stream().map(Hit::id).toList();
  }

  @Test
  default void aPayloadIsSetMergedAndTakenAwayField() {
    Collection c = create(2);
    c.upsert(Record.of(1).vector(1, 2).put("a", 1).put("b", List.of(1, 2)));
    assertThat(c.mergePayload(List.of(ONE), Map.of("b", Map.of("c", 0.5), "dotted.name", true)))
        .isEqualTo(new UpdateResult(1, List.of()));
    assertThat(payload(c, ONE))
        .isEqualTo(Map.of("a", 1L, "b", Map.of("c", 0.5), "dotted.name", true));
    // As everywhere, null is a value.
    c.mergePayload(List.of(ONE), Collections.singletonMap("a", null));
    assertThat(whole(c, ONE).payload()).containsEntry("a", Value.Null.INSTANCE);
    c.deletePayload(List.of(ONE), Set.of("b", "dotted.name", "never there"));
    assertThat(whole(c, ONE).payload()).containsOnlyKeys("a");
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("z", 1);
    ordered.put("y", 2);
    c.setPayload(List.of(ONE), ordered);
    assertThat(payload(c, ONE)).isEqualTo(Map.of("z", 1L, "y", 2L));
    c.setPayload(List.of(ONE), Map.of());
    assertThat(payload(c, ONE)).isEqualTo(Map.of());
    assertThat(payload(restart().collection("c"), ONE)).isEqualTo(Map.of());
  }

  @Test
  default void allElseOfARecordStays() {
    CollectionSpec spec =
        CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS)
            .vector("flat", VectorSpec.ofDimension(2).index(FlatConfig.DEFAULTS))
            .vector("none", VectorSpec.ofDimension(3))
            .sync(SyncMode.OS)
            .ttl(Duration.ofDays(1));
    Collection c = db().createCollection("c", spec);
    float[] own = new float[26];
    own[3] = 0.1f;
    c.upsert(
        Record.of(1)
            .text("its vector is not that of the text")
            .vector(own)
            .with("flat", Input.vector(0.3f, -2))
            .put("n", 1)
            .ttl(Duration.ofDays(9)),
        Record.of(2).text("stays").expiry(Expiry.NEVER));
    List<Record> before = c.get(List.of(ONE, RecordId.of(2)), Include.ALL);
    clock().advance(Duration.ofHours(1));
    c.mergePayload(List.of(ONE, RecordId.of(2)), Map.of("n", 2));
    List<Record> after = c.get(List.of(ONE, RecordId.of(2)), Include.ALL);
    for (int i = 0; i < 2; i++) {
      assertThat(after.get(i).version()).isGreaterThan(before.get(i).version());
      assertThat(after.get(i).unversioned()).isEqualTo(before.get(i).put("n", 2).unversioned());
    }
    assertThat(c.search(Query.vector(own).k(1)).hits()).extracting(Hit::id).containsExactly(ONE);
    clock().advance(Duration.ofDays(2));
    assertThat(c.count()).isEqualTo(2);
    clock().advance(Duration.ofDays(8));
    assertThat(c.count()).isEqualTo(1);
    assertThat(c.mergePayload(List.of(ONE), Map.of("n", 3)).refused()).containsExactly(ONE);
  }

  @Test
  default void thoseThatAreNotThereOrOfAnotherVersionAreTold() {
    Collection c = create(1);
    c.upsert(Record.of(1).put("n", 0), Record.of("b").put("n", 0));
    RecordId b = RecordId.of("b");
    List<RecordId> asked = List.of(RecordId.of("none"), b, RecordId.of(7), ONE, b);
    assertThat(c.mergePayload(asked, Map.of("n", 1)))
        .isEqualTo(new UpdateResult(2, List.of(RecordId.of("none"), RecordId.of(7))));
    long version = whole(c, ONE).version();
    Map<RecordId, Long> versions = new LinkedHashMap<>();
    versions.put(ONE, version);
    versions.put(b, version + 100);
    versions.put(RecordId.of(7), 1L);
    assertThat(c.updatePayload(versions, PayloadUpdate.merge(Map.of("n", 2))))
        .isEqualTo(new UpdateResult(1, List.of(b, RecordId.of(7))));
    assertThat(payload(c, ONE)).isEqualTo(Map.of("n", 2L));
    assertThat(payload(c, b)).isEqualTo(Map.of("n", 1L));
    assertThat(c.updatePayload(versions, PayloadUpdate.delete("n")).updated()).isZero();
    assertThat(c.mergePayload(List.of(), Map.of("n", 1))).isEqualTo(new UpdateResult(0, List.of()));
    assertThatThrownBy(() -> c.updatePayload(Map.of(ONE, 0L), PayloadUpdate.delete("n")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("version");
    Object deep = 1;
    for (int i = 0; i < Value.MAX_DEPTH; i++) {
      deep = List.of(deep);
    }
    Object tooDeep = deep;
    assertThatThrownBy(() -> c.mergePayload(List.of(ONE), Map.of("deep", tooDeep)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("deep");
    assertThatThrownBy(
            () -> c.deletePayload(Collections.nCopies(Collection.MAX_BATCH + 1, ONE), Set.of("n")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("ids must be at most");
  }

  @Test
  default void indexesFollowAPayload() {
    Collection c = create(2);
    c.createPayloadIndex("kind", PayloadIndexType.KEYWORD);
    c.createFullTextIndex(FullTextSpec.ofFields("title"));
    for (int i = 0; i < 20; i++) {
      c.upsert(Record.of(i).vector(i, 1).put("kind", "old").put("title", "first words"));
    }
    c.awaitIndexed(PATIENCE);
    Filter isNew = Filters.eq("kind", "new");
    c.mergePayload(List.of(RecordId.of(3), ONE), Map.of("kind", "new", "title", "other ones"));
    assertThat(c.count(isNew)).isEqualTo(2);
    assertThat(c.count(Filters.eq("kind", "old"))).isEqualTo(18);
    assertThat(ids(c.search(Query.vector(1, 1).filter(isNew).k(5)).hits()))
        .containsExactlyInAnyOrder(ONE, RecordId.of(3));
    assertThat(ids(c.search(Query.fullText("other")).hits()))
        .containsExactlyInAnyOrder(ONE, RecordId.of(3));
    assertThat(c.search(Query.fullText("first").k(100)).hits()).hasSize(18);
    assertThat(c.search(Query.vector(1, 1).k(100)).hits()).hasSize(20);
    Collection again = restart().collection("c");
    again.awaitIndexed(PATIENCE);
    assertThat(again.count(isNew)).isEqualTo(2);
    assertThat(again.search(Query.fullText("other").k(100)).hits()).hasSize(2);
    assertThat(again.search(Query.vector(1, 1).k(100)).hits()).hasSize(20);
  }

  @Test
  default void whatAFilterMatchesIsChangedOnce() {
    Collection c = create(1);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      records.add(Record.of(i).vector(i).put("n", i).put("odd", i % 2 == 1));
    }
    c.upsert(records);
    // What is written matches again.
    assertThat(c.mergePayload(Filters.eq("odd", true), Map.of("seen", true))).isEqualTo(1250);
    assertThat(c.count(Filters.eq("seen", true))).isEqualTo(1250);
    assertThat(c.setPayload(Filters.greaterThan("n", 2400), Map.of())).isEqualTo(99);
    assertThat(c.deletePayload(Filters.exists("nothing"), Set.of("n"))).isZero();
    assertThat(c.deletePayload(Filters.lessThan("n", 100), Set.of("n"))).isEqualTo(100);
    assertThat(c.count(Filters.exists("n"))).isEqualTo(2500 - 99 - 100);
    assertThat(c.count()).isEqualTo(2500);
  }

  @Test
  default void ofManyWhoClaimRecordsByFilterEachGetsItsOwn() throws Exception {
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(1).sync(SyncMode.OS));
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 2500; i++) {
      records.add(Record.of(i).put("free", true));
    }
    c.upsert(records);
    Map<String, CompletableFuture<Long>> claims = new HashMap<>();
    for (String name : List.of("a", "b", "c", "d")) {
      claims.put(
          name,
          CompletableFuture.supplyAsync(
              () -> c.mergePayload(Filters.eq("free", true), Map.of("free", false, "by", name)),
              Executors.newVirtualThreadPerTaskExecutor()));
    }
    long sum = 0;
    for (Map.Entry<String, CompletableFuture<Long>> claim : claims.entrySet()) {
      long claimed = claim.getValue().get(1, TimeUnit.MINUTES);
      assertThat(c.count(Filters.eq("by", claim.getKey()))).isEqualTo(claimed);
      sum += claimed;
    }
    assertThat(sum).isEqualTo(2500);
  }

  @Test
  default void changesOfOneRecordAtATimeLoseNothing() throws Exception {
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(1).sync(SyncMode.OS));
    c.upsert(Record.of(1).vector(1), Record.of(2).vector(2));
    int threads = 6;
    int writes = 40;
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      running.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < writes; i++) {
                  String field = "t" + thread + "-" + i;
                  assertThat(
                          c.mergePayload(List.of(RecordId.of(2), ONE), Map.of(field, i)).updated())
                      .isEqualTo(2);
                }
              },
              Executors.newVirtualThreadPerTaskExecutor()));
    }
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> vectors =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 1; !over.get(); i++) {
                assertThat(c.updateVectors(ONE, Map.of("default", Input.vector(i)))).isTrue();
              }
            },
            Executors.newVirtualThreadPerTaskExecutor());
    for (CompletableFuture<Void> each : running) {
      each.get(1, TimeUnit.MINUTES);
    }
    over.set(true);
    vectors.get(1, TimeUnit.MINUTES);
    assertThat(whole(c, ONE).payload()).hasSize(threads * writes);
    assertThat(whole(c, RecordId.of(2)).payload()).hasSize(threads * writes);
  }

  @Test
  default void vectorsAreChangedByName() {
    Collection c =
        db().createCollection(
                "c",
                CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS)
                    .vector("flat", VectorSpec.ofDimension(2)));
    c.upsert(
        Record.of(1).text("abc").with("flat", Input.vector(1, 2)).put("n", 1),
        Record.of(2).text("xyz").put("n", 2));
    Record before = whole(c, ONE);
    assertThat(c.updateVectors(ONE, Map.of("flat", Input.vector(5, 6)))).isTrue();
    Record after = whole(c, ONE);
    assertThat(after.version()).isGreaterThan(before.version());
    assertThat(after.unversioned())
        .isEqualTo(before.with("flat", Input.vector(5, 6)).unversioned());
    assertThat(c.updateVectors(ONE, Map.of("default", Input.text("qqq")))).isTrue();
    assertThat(whole(c, ONE).sources()).containsEntry("default", Input.text("qqq"));
    assertThat(ids(c.search(Query.text("q").k(1)).hits())).containsExactly(ONE);
    assertThat(c.search(Query.text("abc").k(1)).hits().getFirst().id()).isNotEqualTo(ONE);
    // A vector alone has no text that it was made of.
    float[] own = new float[26];
    Arrays.fill(own, 1);
    c.updateVectors(ONE, Map.of("default", Input.vector(own)));
    assertThat(whole(c, ONE).sources()).isEmpty();
    assertThat(whole(c, ONE).vectors().get("flat")).isEqualTo(Input.vector(5, 6));
    assertThat(whole(c, ONE).payload()).hasSize(1);

    Record read = whole(c, RecordId.of(2));
    Record versioned =
        new Record(
            read.id(),
            read.version(),
            Map.of(),
            Map.of("flat", new Input.Vector(new float[] {7, 8})),
            Map.of(),
            Expiry.DEFAULT);
    assertThat(c.updateVectors(List.of(versioned)).updated()).isEqualTo(1);
    assertThat(c.updateVectors(List.of(versioned)).refused()).containsExactly(read.id());
    assertThat(c.updateVectors(List.of(Record.of(9).text("a"), Record.of(2).text("b"))))
        .isEqualTo(new UpdateResult(1, List.of(RecordId.of(9))));
    assertThat(c.count()).isEqualTo(2);
    for (Map.Entry<Record, String> wrong :
        Map.of(
                Record.of(1), "no vector",
                Record.of(1).text("a").put("n", 1), "no payload",
                Record.of(1).text("a").expiry(Expiry.NEVER), "no expiry",
                Record.of(1).with("flat", Input.vector(1)), "dimension",
                Record.of(1).with("what", Input.vector(1)), "'what'")
            .entrySet()) {
      assertThatThrownBy(() -> c.updateVectors(List.of(Record.of(2).text("c"), wrong.getKey())))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining(wrong.getValue());
    }
    assertThatThrownBy(
            () -> c.updateVectors(List.of(Record.of(2).text("c"), Record.of(2).text("d"))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("twice");
    assertThat(whole(c, RecordId.of(2)).sources()).containsEntry("default", Input.text("b"));
  }

  @Test
  default void changesWhileRecordsAreEmbeddedAgainReachBothVectors() throws Exception {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(Record.of(i).text("a" + (char) ('a' + i % 26)).put("n", i));
    }
    c.upsert(records);
    LetterEmbedders.GATE.allow(150);
    try {
      CompletableFuture<Void> reembed =
          CompletableFuture.runAsync(
              () -> c.alter(Alteration.Reembed.of("default", LetterEmbedders.PAIRS)),
              Executors.newVirtualThreadPerTaskExecutor());
      while (LetterEmbedders.GATE.passed() < 150) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      CompletableFuture<Void> writes =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 300; i += 7) {
                  c.mergePayload(List.of(RecordId.of(i)), Map.of("n", -i));
                }
                c.updateVectors(ONE, Map.of("default", Input.text("zz")));
              },
              Executors.newVirtualThreadPerTaskExecutor());
      LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
      writes.get(1, TimeUnit.MINUTES);
      reembed.get(1, TimeUnit.MINUTES);
    } finally {
      LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
    }
    assertThat(c.search(Query.text("ab").k(1000)).hits()).hasSize(300);
    for (Record record : c.scroll(Optional.empty(), 1000, Include.ALL).records()) {
      assertThat(record.vectors().get("default").values()).as(record.toString()).hasSize(51);
    }
    assertThat(c.search(Query.text("zz").k(1)).hits().getFirst().id()).isEqualTo(ONE);
    assertThat(c.count(Filters.lessThan("n", 0))).isEqualTo(42);
    assertThat(payload(c, RecordId.of(7))).isEqualTo(Map.of("n", -7L));
  }
}
