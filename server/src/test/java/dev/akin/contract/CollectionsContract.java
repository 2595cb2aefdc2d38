package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.DatabaseInfo;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collections come, go and describe themselves. */
interface CollectionsContract extends Fixture {
  @Test
  default void aCollectionDescribesItselfAlsoAfterARestart() {
    CollectionSpec spec =
        CollectionSpec.ofDimension(3)
            .index(new HnswConfig(8, 50, 7))
            .vector(
                "words",
                VectorSpec.ofEmbedder(LetterEmbedders.LETTERS)
                    .metric(Metric.DOT)
                    .index(FlatConfig.DEFAULTS)
                    .keepSource(false))
            .sync(SyncMode.INTERVAL);
    Collection created = db().createCollection("c", spec);
    assertThat(created.name()).isEqualTo("c");
    created.upsert(Record.of(1).vector(1, 2, 3), Record.of(2).vector(3, 2, 1));

    for (int i = 0; i < 2; i++) {
      CollectionInfo info = db().collection("c").info();
      assertThat(info.name()).isEqualTo("c");
      assertThat(info.count()).isEqualTo(2);
      assertThat(info.sync()).isEqualTo(SyncMode.INTERVAL);
      assertThat(info.vectors()).containsOnlyKeys("default", "words");
      assertThat(info.vectors().get("default").spec()).isEqualTo(spec.vectors().get("default"));
      assertThat(info.vectors().get("words").spec())
          .isEqualTo(spec.vectors().get("words").dimension(26));
      assertThat(info.vectors().get("default").indexed() + info.vectors().get("default").pending())
          .isEqualTo(2);
      assertThat(info.vectors().get("words").indexed() + info.vectors().get("words").pending())
          .isZero();
      restart();
    }
  }

  @Test
  default void collectionsAreListedByName() {
    assertThat(db().collections()).isEmpty();
    db().createCollection("b", CollectionSpec.ofDimension(1));
    db().createCollection("a", CollectionSpec.empty());
    assertThat(db().collections()).extracting(CollectionInfo::name).containsExactly("a", "b");
    assertThat(db().hasCollection("a")).isTrue();
    assertThat(db().hasCollection("c")).isFalse();
  }

  @Test
  default void aSecondCollectionOfTheSameNameIsRefused() {
    create(2).upsert(Record.of(1).vector(1, 2));
    assertThatThrownBy(() -> create(3))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'c'");
    assertThat(db().collection("c").count()).isEqualTo(1);
  }

  @Test
  default void anUnknownCollectionIsNotFound() {
    assertThatThrownBy(() -> db().collection("nope"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
    assertThatThrownBy(() -> db().dropCollection("nope"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "-a", ".", "..", "../x", "a/b", "ä", "a\u0000"})
  default void aBadNameIsRefused(String name) {
    assertThatThrownBy(() -> db().createCollection(name, CollectionSpec.empty()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("1 to 128 letters");
    assertThat(db().collections()).isEmpty();
  }

  @Test
  default void theLongestNameIsTakenAndALongerOneRefused() {
    String longest = "n".repeat(128);
    db().createCollection(longest, CollectionSpec.empty());
    assertThat(db().hasCollection(longest)).isTrue();
    assertThatThrownBy(() -> db().createCollection(longest + "n", CollectionSpec.empty()))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }

  @Test
  default void aDroppedCollectionIsGoneAndItsNameFree() {
    Collection dropped = create(2);
    dropped.upsert(Record.of(1).vector(1, 2));
    db().dropCollection("c");
    assertThat(db().hasCollection("c")).isFalse();
    assertThatThrownBy(dropped::count)
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'c'");
    assertThat(create(5).count()).isZero();
    assertThat(restart().collection("c").count()).isZero();
  }

  @Test
  default void aCollectionWithoutVectorsStoresRecords() {
    Collection store = db().createCollection("c", CollectionSpec.empty());
    store.upsert(Record.of("a").put("n", 1));
    assertThat(store.get(RecordId.of("a"))).isPresent();
    assertThat(restart().collection("c").count()).isEqualTo(1);
    assertThatThrownBy(() -> db().collection("c").search(Query.vector(1)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'default'");
  }

  @Test
  default void anUnknownModelIsNotFound() {
    assertThatThrownBy(() -> db().createCollection("c", CollectionSpec.ofEmbedder("nope")))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
    assertThat(db().hasCollection("c")).isFalse();
  }

  @Test
  default void aDimensionThatIsNotTheModelsIsRefused() {
    CollectionSpec spec =
        CollectionSpec.empty()
            .vector("v", VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).dimension(27));
    assertThatThrownBy(() -> db().createCollection("c", spec))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("26")
        .hasMessageContaining("27");
  }

  @Test
  default void whatRunsIsKnown() {
    DatabaseInfo info = db().info();
    assertThat(info.version()).isNotBlank();
    assertThat(info.java()).contains("25");
    assertThat(info.kernels()).isNotBlank();
    assertThat(info.uptimeMillis()).isBetween(0L, PATIENCE.toMillis());
  }

  @Test
  default void aClosedDatabaseRefusesEverything() {
    Collection collection = create(2);
    db().close();
    db().close();
    assertClosed(() -> db().collections());
    assertClosed(() -> db().collection("c"));
    assertClosed(() -> db().hasCollection("c"));
    assertClosed(() -> db().createCollection("d", CollectionSpec.empty()));
    assertClosed(() -> db().dropCollection("c"));
    assertClosed(() -> db().cloneCollection("c", "d"));
    assertClosed(() -> db().snapshots().create("s", "c"));
    assertClosed(() -> db().snapshots().list());
    assertClosed(() -> db().snapshots().restore("s", "d"));
    assertClosed(() -> db().snapshots().drop("s"));
    assertClosed(() -> db().backups().create());
    assertClosed(() -> db().backups().list());
    assertClosed(() -> db().backups().verify(1));
    assertClosed(() -> db().backups().restore(1, "c", "d"));
    assertClosed(() -> db().backups().prune(1));
    assertClosed(() -> db().models());
    assertClosed(() -> db().info());
    assertClosed(collection::count);
    assertClosed(collection::info);
    assertClosed(() -> collection.upsert(Record.of(1).vector(1, 2)));
    assertClosed(() -> collection.get(RecordId.of(1)));
    assertClosed(() -> collection.delete(RecordId.of(1)));
    assertClosed(() -> collection.search(Query.vector(1, 2)));
    assertClosed(collection::writer);
    assertClosed(collection::checkpoint);
    assertClosed(() -> collection.awaitIndexed(Duration.ofSeconds(1)));
  }

  private static void assertClosed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("closed");
  }
}
