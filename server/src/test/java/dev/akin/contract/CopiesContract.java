package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SnapshotInfo;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Clones and snapshots of collections. */
interface CopiesContract extends Fixture {
  @Test
  default void aCloneHasAllThatItsCollectionHasAlsoAfterARestart() {
    Collection rich = RichCollection.create(db(), "rich");
    db().createCollection("other", spec(rich));
    List<Record> expected = RichCollection.contents(rich);
    assertThat(expected).hasSize(4);

    Collection clone = db().cloneCollection("rich", "clone");

    assertSame(clone, "clone", rich.info(), expected);
    clone.upsert(Record.of("new").put("n", 9));
    clone.delete(RecordId.of("text"));
    assertThat(RichCollection.contents(rich)).isEqualTo(expected);
    db().dropCollection("rich");
    assertThat(clone.count()).isEqualTo(4);
    assertThat(restart().collection("clone").get(RecordId.of("new"))).isPresent();
    assertThat(db().collection("clone").count()).isEqualTo(4);
  }

  private static CollectionSpec spec(Collection collection) {
    Map<String, VectorSpec> specs = new LinkedHashMap<>();
    collection.info().vectors().forEach((name, info) -> specs.put(name, info.spec()));
    return new CollectionSpec(specs, collection.info().sync(), collection.info().ttl());
  }

  private static void assertSame(
      Collection copy, String name, CollectionInfo info, List<Record> expected) {
    assertThat(copy.name()).isEqualTo(name);
    assertThat(RichCollection.contents(copy)).isEqualTo(expected);
    copy.awaitIndexed(PATIENCE);
    CollectionInfo there = copy.info();
    assertThat(there.name()).isEqualTo(name);
    assertThat(there.count()).isEqualTo(expected.size());
    assertThat(there.sync()).isEqualTo(info.sync());
    assertThat(there.vectors().keySet()).isEqualTo(info.vectors().keySet());
    info.vectors()
        .forEach(
            (vector, of) -> assertThat(there.vectors().get(vector).spec()).isEqualTo(of.spec()));
    assertThat(there.payloadIndexes().keySet()).isEqualTo(info.payloadIndexes().keySet());
    assertThat(copy.count(Filters.atLeast("n", 2))).isEqualTo(3);
    assertThat(copy.search(Query.text("quick fox").using("words").k(1)).hits())
        .extracting(hit -> hit.record().id())
        .containsExactly(RecordId.of(-1L));
  }

  @Test
  default void aCloneMadeWhileWritesGoOnIsItsCollectionAtOneMoment() {
    Random random = new Random(SEED);
    Collection c =
        db().createCollection("c", CollectionSpec.ofDimension(4).index(FlatConfig.DEFAULTS));
    c.upsert(Fixture.randomRecords(random, 2_000, 4));
    AtomicInteger written = new AtomicInteger();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              // Each round replaces two records together: one without the other is torn.
              for (int round = 1; round <= 300; round++) {
                c.upsert(
                    Record.of(7).vector(1, 2, 3, 4).put("round", round),
                    Record.of(1_900).vector(1, 2, 3, 4).put("round", round));
                written.set(round);
              }
            });
    for (int i = 0; i < 5; i++) {
      int before = written.get();
      Collection clone = db().cloneCollection("c", "clone" + i);
      int after = written.get() + 1;
      assertThat(clone.count()).isEqualTo(2_000);
      var pair = clone.get(List.of(RecordId.of(7), RecordId.of(1_900)), Include.ALL);
      if (before > 0) {
        long round = ((Value.Int) pair.getFirst().payload().get("round")).value();
        assertThat(round).as("seed %d", SEED).isBetween((long) before, (long) after);
      }
      assertThat(pair.getLast().payload().get("round"))
          .isEqualTo(pair.getFirst().payload().get("round"));
    }
    writing.join();
  }

  @Test
  default void aCloneTakesNoNameThatIsTakenOrWrong() {
    create(2);
    db().createCollection("d", CollectionSpec.empty());
    assertThatThrownBy(() -> db().cloneCollection("c", "d"))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'d'");
    assertThatThrownBy(() -> db().cloneCollection("c", "c"))
        .isInstanceOf(AkinException.AlreadyExists.class);
    assertThatThrownBy(() -> db().cloneCollection("nope", "e"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
    assertThatThrownBy(() -> db().cloneCollection("c", "../e"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("collection name");
    assertThat(db().collections()).hasSize(2);
  }

  @Test
  default void aSnapshotStaysAsItWasAndOutlivesItsCollection() {
    Collection rich = RichCollection.create(db(), "rich");
    create(2)
        .upsert(LongStream.range(0, 500).mapToObj(i -> Record.of(i).vector(1, (float) i)).toList());
    List<Record> expected = RichCollection.contents(rich);
    CollectionInfo info = rich.info();
    Instant before = Instant.now().minusMillis(1);

    SnapshotInfo snapshot = db().snapshots().create("before-trouble", "rich");

    assertThat(snapshot.name()).isEqualTo("before-trouble");
    assertThat(snapshot.collection()).isEqualTo("rich");
    assertThat(snapshot.created()).isBetween(before, Instant.now().plusMillis(1));
    assertThat(snapshot.bytes()).isPositive();
    rich.delete(RecordId.of("text"));
    rich.upsert(Record.of("more").put("n", 7));
    assertSame(db().snapshots().restore("before-trouble", "r1"), "r1", info, expected);
    db().dropCollection("rich");
    restart();
    assertThat(db().snapshots().list()).containsExactly(snapshot);
    assertSame(db().snapshots().restore("before-trouble", "rich"), "rich", info, expected);
    db().snapshots().drop("before-trouble");
    assertThat(db().snapshots().list()).isEmpty();
    assertSame(restart().collection("rich"), "rich", info, expected);
    assertThat(db().collection("c").count()).isEqualTo(500);
  }

  @Test
  default void snapshotsThatAreNotThereOrThereAlreadyAreSaidToBe() {
    create(2);
    assertThat(db().snapshots().list()).isEmpty();
    assertThatThrownBy(() -> db().snapshots().restore("s", "d"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'s'");
    assertThatThrownBy(() -> db().snapshots().drop("s"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'s'");
    assertThatThrownBy(() -> db().snapshots().create("s", "nope"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
    for (String bad : List.of("", "..", "../c", ".s", "a/b")) {
      assertThatThrownBy(() -> db().snapshots().create(bad, "c"))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("snapshot name");
      assertThatThrownBy(() -> db().snapshots().drop(bad))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("snapshot name");
    }
    db().snapshots().create("s", "c");
    assertThatThrownBy(() -> db().snapshots().create("s", "c"))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'s'");
    assertThatThrownBy(() -> db().snapshots().restore("s", "c"))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'c'");
    assertThat(db().snapshots().list()).hasSize(1);
    assertThat(db().collections()).hasSize(1);
  }
}
