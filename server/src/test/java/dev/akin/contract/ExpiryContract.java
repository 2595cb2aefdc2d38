package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Expiry;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Records whose time has come are no more, whether they are deleted yet or not. */
interface ExpiryContract extends Fixture {
  Duration HOUR = Duration.ofHours(1);

  /** Of record n the n-th hour from now is the last; that of record 0 never comes. */
  private Collection hours(int n) {
    Collection c = create(1);
    c.createPayloadIndex("n", PayloadIndexType.NUMBER);
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    c.upsert(Record.of(0).vector(0.5f).put("n", 0).put("even", true).put("t", "word"));
    for (int i = 1; i <= n; i++) {
      Record record =
          Record.of(i).vector(i).put("n", i).put("even", i % 2 == 0).put("t", "word " + i);
      c.upsert(record.ttl(HOUR.multipliedBy(i)));
    }
    return c;
  }

  private static void assertOnly(Collection c, long... ids) {
    List<RecordId> expected = Arrays.stream(ids).mapToObj(RecordId::of).toList();
    assertThat(c.count()).isEqualTo(ids.length);
    assertThat(c.info().count()).isEqualTo(ids.length);
    assertThat(c.scroll(Optional.empty(), 1, Include.DEFAULTS).records())
        .extracting(Record::id)
        .containsExactly(expected.getFirst());
    assertThat(c.scroll(Optional.empty(), 100, Include.ALL).records())
        .extracting(Record::id)
        .containsExactlyElementsOf(expected);
    List<RecordId> all = LongStream.range(0, 10).mapToObj(RecordId::of).toList();
    assertThat(c.get(all, Include.DEFAULTS))
        .extracting(Record::id)
        .containsExactlyElementsOf(expected);
    for (Filter filter :
        List.of(
            Filters.atLeast("n", 0),
            Filters.exists("even"),
            Filters.hasId(all.toArray(RecordId[]::new)))) {
      assertThat(c.count(filter)).isEqualTo(ids.length);
      assertThat(c.search(Query.vector(1).filter(filter).k(100)).hits())
          .extracting(Hit::id)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
    List<Query> queries =
        new ArrayList<>(List.of(Query.vector(1).k(100), Query.vector(1).k(100).exact()));
    if (c.info().fullText().isPresent()) {
      c.awaitIndexed(PATIENCE);
      queries.add(Query.fullText("word").k(100));
    }
    for (Query query : queries) {
      assertThat(c.search(query).hits())
          .extracting(Hit::id)
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  default void noReadFindsWhatHasExpired() {
    Collection c = hours(4);
    assertOnly(c, 0, 1, 2, 3, 4);
    clock().advance(HOUR.minusMillis(1));
    assertOnly(c, 0, 1, 2, 3, 4);
    clock().advance(Duration.ofMillis(1));
    assertOnly(c, 0, 2, 3, 4);
    clock().advance(HOUR.multipliedBy(2));
    assertOnly(c, 0, 4);
    assertOnly(restart().collection("c"), 0, 4);
    clock().advance(HOUR);
    assertOnly(db().collection("c"), 0);
    assertOnly(restart().collection("c"), 0);
  }

  @Test
  default void aWriteTreatsWhatHasExpiredAsMissing() {
    Collection c = hours(4);
    clock().advance(HOUR.multipliedBy(4));
    assertThat(c.delete(RecordId.of(1))).isFalse();
    assertThat(c.delete(Filters.exists("n"))).isEqualTo(1);
    List<Record> two = List.of(Record.of(2).vector(2));
    assertThat(c.upsert(two, WriteCondition.PRESENT).refused()).hasSize(1);
    assertThat(c.upsert(two, WriteCondition.ABSENT)).isEqualTo(new UpsertResult(1, 0));
    assertThat(c.upsert(List.of(Record.of(3).vector(3)), WriteCondition.VERSION))
        .isEqualTo(new UpsertResult(1, 0));
    assertThat(c.upsert(Record.of(4).vector(4))).isEqualTo(new UpsertResult(1, 0));
    assertThat(c.upsert(Record.of(4).vector(4))).isEqualTo(new UpsertResult(0, 1));
    assertThat(c.count()).isEqualTo(3);
    // What they were written over does not take them along.
    assertThat(restart().collection("c").count()).isEqualTo(3);
  }

  @Test
  default void anUpsertSetsAnotherExpiryOrNone() {
    Collection c = create(1);
    c.upsert(Record.of(1).ttl(HOUR), Record.of(2).ttl(HOUR), Record.of(3).ttl(HOUR));
    c.upsert(Record.of(1).ttl(HOUR.multipliedBy(2)), Record.of(2));
    // Read and written back, it still ends when it did.
    c.upsert(c.get(RecordId.of(3)).orElseThrow().put("n", 1));
    clock().advance(HOUR);
    assertThat(c.scroll(Optional.empty(), 9, Include.DEFAULTS).records())
        .extracting(Record::id)
        .containsExactly(RecordId.of(1), RecordId.of(2));
    clock().advance(HOUR);
    assertThat(c.count()).isEqualTo(1);
    // One of the past is written and not seen, and takes the place of what was there.
    Instant past = clock().instant().minusMillis(1);
    assertThat(c.upsert(Record.of(2).expiresAt(past), Record.of(9).expiresAt(past)))
        .isEqualTo(new UpsertResult(1, 1));
    assertThat(c.count()).isZero();
    assertThat(c.upsert(Record.of(9).expiresAt(past), Record.of(9).expiresAt(past)))
        .isEqualTo(new UpsertResult(2, 0));
  }

  @Test
  default void theCollectionSaysWhenWhatDoesNotSayItselfExpires() {
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(1).ttl(HOUR));
    assertThat(c.info().ttl()).contains(HOUR);
    Instant now = clock().instant();
    c.upsert(
        Record.of(1).vector(1),
        Record.of(2).vector(1).ttl(HOUR.multipliedBy(3)),
        Record.of(3).vector(1).expiry(Expiry.NEVER),
        Record.of(4).vector(1).expiresAt(now.plusMillis(5)));
    assertThat(c.scroll(Optional.empty(), 9, Include.DEFAULTS).records())
        .extracting(Record::expiry)
        .containsExactly(
            Expiry.at(now.plus(HOUR)),
            Expiry.at(now.plus(HOUR.multipliedBy(3))),
            Expiry.NEVER,
            Expiry.at(now.plusMillis(5)));
    db().createCollection("without", CollectionSpec.empty()).upsert(Record.of(1));
    assertThat(db().collection("without").info().ttl()).isEmpty();
    assertThat(db().collection("without").get(RecordId.of(1)).orElseThrow().expiry())
        .isEqualTo(Expiry.DEFAULT);
    assertThat(restart().collection("c").info().ttl()).contains(HOUR);
    clock().advance(HOUR);
    assertThat(db().collection("c").count()).isEqualTo(2);
    clock().advance(Duration.ofDays(36_500));
    assertThat(db().collection("c").count()).isEqualTo(1);
    assertThat(db().collection("c").search(Query.vector(1)).hits())
        .extracting(Hit::id)
        .containsExactly(RecordId.of(3));
  }

  @Test
  default void copiesExpireAsTheirOriginals() {
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(1).ttl(HOUR));
    c.upsert(
        Record.of(1).vector(1),
        Record.of(2).vector(2).ttl(HOUR.multipliedBy(2)),
        Record.of(3).vector(3).expiry(Expiry.NEVER));
    db().cloneCollection("c", "clone");
    db().snapshots().create("snap", "c");
    int backup = db().backups().create().id();
    clock().advance(HOUR);
    c.upsert(Record.of(3).vector(3));
    db().snapshots().restore("snap", "restored");
    db().backups().restore(backup, "c", "from-backup");
    for (String name : List.of("clone", "restored", "from-backup")) {
      Collection copy = db().collection(name);
      assertThat(copy.info().ttl()).contains(HOUR);
      assertThat(copy.count()).isEqualTo(2);
      assertThat(copy.get(RecordId.of(3)).orElseThrow().expiry()).isEqualTo(Expiry.NEVER);
      copy.upsert(Record.of(4).vector(4));
    }
    clock().advance(HOUR);
    restart();
    for (String name : List.of("clone", "restored", "from-backup")) {
      assertThat(db().collection(name).scroll(Optional.empty(), 9, Include.DEFAULTS).records())
          .extracting(Record::id)
          .containsExactly(RecordId.of(3));
    }
  }

  @Test
  default void checkpointsAndOptimizationsBringNothingBack() {
    Collection c = hours(4);
    clock().advance(HOUR);
    assertThat(c.count()).isEqualTo(4);
    c.checkpoint();
    clock().advance(HOUR);
    c.optimize(OptimizeOptions.DEFAULTS.withForce(true), _ -> clock().advance(Duration.ZERO));
    assertOnly(c, 0, 3, 4);
    clock().advance(HOUR);
    c.optimize(OptimizeOptions.DEFAULTS.withForce(true), _ -> {});
    assertOnly(c, 0, 4);
    assertOnly(restart().collection("c"), 0, 4);
  }

  @Test
  default void aTimeToLiveOutOfRangeIsRefused() {
    for (Duration wrong :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofDays(36_501))) {
      assertThatThrownBy(() -> Record.of(1).ttl(wrong))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("ttl must be 1 millisecond to 36500 days: " + wrong);
      assertThatThrownBy(() -> CollectionSpec.empty().ttl(wrong))
          .isInstanceOf(AkinException.InvalidArgument.class);
    }
    assertThatThrownBy(() -> Record.of(1).expiresAt(Instant.ofEpochMilli(-1)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("expiry must be 1970-01-01T00:00:00Z to 9999-");
  }
}
