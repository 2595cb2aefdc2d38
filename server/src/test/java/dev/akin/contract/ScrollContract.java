package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.ScrollPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
