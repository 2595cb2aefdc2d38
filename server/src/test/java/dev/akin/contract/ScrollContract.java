package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Expiry;
import dev.akin.api.Include;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.ScrollOrder;
import dev.akin.api.ScrollPage;
import dev.akin.api.Value;
import dev.akin.api.filter.Filter;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scrolling passes over all records once, in id order. */
interface ScrollContract extends Fixture {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  default void pagesComeInIdOrderNumbersStringsUuids(int limit) {
    List<RecordId> inOrder =
        List.of(
            RecordId.of(0),
            RecordId.of(9),
            RecordId.of(10),
            RecordId.of(-1),
            RecordId.of("10"),
            RecordId.of("9"),
            RecordId.of("a"),
            RecordId.of(new UUID(1, 2)));
    Collection c = create(1);
    c.upsert(inOrder.reversed().stream().map(Record::of).toList());
    assertThat(scroll(c, limit)).isEqualTo(inOrder);
  }

  @Test
  default void anEmptyCollectionHasOneEmptyPage() {
    ScrollPage page = create(1).scroll(Optional.empty(), 10, Include.DEFAULTS);
    assertThat(page.records()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  default void pagesCarryThePartsAskedFor() {
    Collection c = create(1);
    c.upsert(Record.of(1).vector(2).put("n", 1));
    Record whole = c.scroll(Optional.empty(), 1, Include.ALL).records().getFirst();
    assertThat(whole.payload()).hasSize(1);
    assertThat(whole.vectors()).hasSize(1);
    Record bare = c.scroll(Optional.empty(), 1, Set.of()).records().getFirst();
    assertThat(bare.payload()).isEmpty();
    assertThat(bare.vectors()).isEmpty();
  }

  @Test
  default void whatIsDeletedMeanwhileIsPassedOver() {
    Collection c = create(1);
    for (int i = 0; i < 10; i++) {
      c.upsert(Record.of(i));
    }
    ScrollPage first = c.scroll(Optional.empty(), 3, Set.of());
    c.delete(List.of(RecordId.of(2), RecordId.of(3), RecordId.of(4)));
    c.upsert(Record.of(0));
    ScrollPage second = c.scroll(first.next(), 3, Set.of());
    assertThat(second.records())
        .extracting(Record::id)
        .containsExactly(RecordId.of(5), RecordId.of(6), RecordId.of(7));
    String cursor = second.next().orElseThrow();
    assertThat(restart().collection("c").scroll(Optional.of(cursor), 9, Set.of()).records())
        .extracting(Record::id)
        .containsExactly(RecordId.of(8), RecordId.of(9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "!!!", "AAAA", "0000000000000000", "é"})
  default void aCursorThatNoPageGaveIsRefused(String cursor) {
    Collection c = create(1);
    c.upsert(Record.of(1));
    assertThatThrownBy(() -> c.scroll(Optional.of(cursor), 1, Set.of()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("cursor");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, Collection.MAX_BATCH + 1})
  default void aLimitOutOfRangeIsRefused(int limit) {
    Collection c = create(1);
    assertThatThrownBy(() -> c.scroll(Optional.empty(), limit, Set.of()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("limit must be 1 to 10000: " + limit);
  }

  private static List<RecordId> scroll(Collection c, ScrollOrder order, Filter filter, int limit) {
    List<RecordId> ids = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ScrollPage page = c.scroll(order, filter, cursor, limit, Set.of());
      assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
      page.records().forEach(record -> ids.add(record.id()));
      cursor = page.next();
    } while (cursor.isPresent());
    return ids;
  }

  private static List<RecordId> ids(Object... ids) {
    return Arrays.stream(ids)
        .map(id -> id instanceof String text ? RecordId.of(text) : RecordId.of((Integer) id))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 100})
  default void valuesOfAllKindsHaveAPlace(int limit) {
    Collection c = create(1);
    c.upsert(
        Record.of("none"),
        Record.of("null").put("v", null),
        Record.of(4).put("v", 2.5),
        Record.of(3).put("v", 2),
        Record.of(30).put("v", 2.0),
        Record.of("time").put("v", "2026-01-01T00:00:00+01:00"),
        Record.of("day").put("v", "2025-12-31"),
        Record.of("text").put("v", "2000"),
        Record.of("array").put("v", List.of("zebra", 9, List.of(-1))),
        Record.of("yes").put("v", true),
        Record.of("object").put("v", Map.of("v", 1)));
    Filter all = new Filter.All(List.of());
    assertThat(scroll(c, ScrollOrder.by("v"), all, limit))
        .isEqualTo(ids("yes", "array", 3, 30, 4, "day", "time", "text", "none", "null", "object"));
    assertThat(scroll(c, ScrollOrder.by("v").descending(), all, limit))
        .isEqualTo(ids("array", "text", "time", "day", 4, 3, 30, "yes", "none", "null", "object"));
    assertThat(scroll(c, ScrollOrder.by("v.v"), all, limit).getFirst())
        .isEqualTo(RecordId.of("object"));
    assertThat(scroll(c, ScrollOrder.byId(), Filters.exists("v"), limit))
        .isEqualTo(ids(3, 4, 30, "array", "day", "null", "object", "text", "time", "yes"));
  }

  @ParameterizedTest
  @EnumSource(PayloadIndexType.class)
  default void anOrderIsTheSameWithAnIndex(PayloadIndexType type) {
    Random random = new Random(SEED);
    Collection c = create(1);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      Record record = Record.of(i).put("n", random.nextInt(10));
      List<Object> values = new ArrayList<>();
      for (int j = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(10) / 9; j > 0; j--) {
        values.add(
            switch (type) {
              case KEYWORD, TEXT, GEO, SPARSE -> "#" + random.nextInt(300);
              case NUMBER ->
                  random.nextInt(3) > 0 ? (Object) random.nextInt(300) : random.nextInt(300) / 2.0;
              case BOOL -> random.nextBoolean();
              case DATETIME ->
                  "2026-01-%02dT%02d".formatted(1 + random.nextInt(20), random.nextInt(20)) + ":00";
            });
      }
      records.add(
          values.isEmpty()
              ? record
              : record.put("v", values.size() == 1 ? values.getFirst() : values));
    }
    c.upsert(records);
    Filter some = Filters.lessThan("n", 5);
    ScrollOrder up = ScrollOrder.by("v");
    ScrollOrder down = up.descending();
    List<List<RecordId>> scanned = List.of(scroll(c, up, some, 30), scroll(c, down, some, 30));
    assertThat(scanned.getFirst()).hasSize((int) c.count(some)).doesNotHaveDuplicates();
    c.createPayloadIndex("v", type);
    c.awaitIndexed(PATIENCE);
    assertThat(scroll(c, up, some, 30)).isEqualTo(scanned.getFirst());
    assertThat(scroll(c, down, some, 30)).isEqualTo(scanned.getLast());
    // Values that the index does not hold in their order.
    for (Object value : List.of("2026-01-03", 3.5, "a text")) {
      c.setPayload(List.of(RecordId.of(1), RecordId.of(5)), Map.of("v", value, "n", 0));
      c.awaitIndexed(PATIENCE);
      List<RecordId> mixedUp = scroll(c, up, some, 60);
      List<RecordId> mixedDown = scroll(c, down, some, 60);
      c.dropPayloadIndex("v");
      assertThat(mixedUp).isEqualTo(scroll(c, up, some, 60)).hasSize((int) c.count(some));
      assertThat(mixedDown).isEqualTo(scroll(c, down, some, 60));
      c.createPayloadIndex("v", type);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  default void whatIsNotWrittenBetweenPagesComesExactlyOnce(boolean indexed) {
    Random random = new Random(SEED);
    Collection c = create(1);
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      records.add(Record.of(i).put("v", random.nextInt(20)).put("stays", i % 2 == 0));
    }
    c.upsert(records);
    if (indexed) {
      c.createPayloadIndex("v", PayloadIndexType.NUMBER);
      c.awaitIndexed(PATIENCE);
    }
    ScrollOrder order = ScrollOrder.by("v").descending();
    List<RecordId> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ScrollPage page = c.scroll(order, cursor, 9, Include.DEFAULTS);
      for (Record record : page.records()) {
        if (record.payload().get("stays").equals(Value.of(true))) {
          seen.add(record.id());
        }
      }
      cursor = page.next();
      for (int i = 0; i < 10; i++) {
        RecordId odd = RecordId.of(2L * random.nextInt(100) + 1);
        switch (random.nextInt(3)) {
          case 0 -> c.delete(odd);
          case 1 -> c.mergePayload(List.of(odd), Map.of("v", random.nextInt(20)));
          default ->
              c.upsert(
                  new Record(
                      odd,
                      0,
                      Map.of(),
                      Map.of(),
                      Map.of("v", Value.of(random.nextInt(20)), "stays", Value.of(false)),
                      Expiry.DEFAULT));
        }
      }
      // The record that the cursor was made of need not be there.
      page.records().stream().map(Record::id).filter(seen::contains).forEach(c::delete);
    } while (cursor.isPresent());
    assertThat(seen).doesNotHaveDuplicates().hasSize(100);
  }

  @Test
  default void aCursorOfAnotherOrderIsRefused() {
    Collection c = create(1);
    c.upsert(Record.of(1).put("v", "long enough"), Record.of("b"));
    ScrollOrder order = ScrollOrder.by("v");
    String cursor = c.scroll(order, Optional.empty(), 1, Set.of()).next().orElseThrow();
    String plain = c.scroll(Optional.empty(), 1, Set.of()).next().orElseThrow();
    assertThat(restart().collection("c").scroll(order, Optional.of(cursor), 1, Set.of()).records())
        .hasSize(1);
    Collection again = db().collection("c");
    for (ScrollOrder other : List.of(order.descending(), ScrollOrder.by("w"), ScrollOrder.byId())) {
      assertThatThrownBy(
              () -> again.scroll(other, Filters.exists("v"), Optional.of(cursor), 1, Set.of()))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("another order");
    }
    for (String wrong :
        List.of(
            plain, "x", "é", "AgAA", cursor + "AAAA", cursor.substring(0, cursor.length() - 4))) {
      assertThatThrownBy(() -> again.scroll(order, Optional.of(wrong), 1, Set.of()))
          .as(wrong)
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("cursor");
    }
    assertThatThrownBy(() -> again.scroll(Optional.of(cursor), 1, Set.of()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("cursor");
    assertThatThrownBy(() -> again.scroll(order, Optional.empty(), 0, Set.of()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("limit");
  }

  private static List<RecordId> scroll(Collection c, int limit) {
    List<RecordId> ids = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      ScrollPage page = c.scroll(cursor, limit, Set.of());
      assertThat(page.records()).hasSizeLessThanOrEqualTo(limit);
      page.records().forEach(record -> ids.add(record.id()));
      cursor = page.next();
    } while (cursor.isPresent());
    return ids;
  }
}
