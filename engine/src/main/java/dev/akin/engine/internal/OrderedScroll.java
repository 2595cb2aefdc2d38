package dev.akin.engine.internal;

import dev.akin.api.RecordId;
import dev.akin.api.ScrollOrder;
import dev.akin.api.Value;
import dev.akin.engine.internal.filter.SortKey;
import dev.akin.index.OrdinalSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Finds the page of an ordered scroll that comes after a cursor: the first records, in order, of
 * those that come after its value and id. With a payload index on the field it reads little more
 * than the page, without one all records, of which it keeps a page. For one thread.
 */
final class OrderedScroll {
  /** How many times more of an index is walked when a page is not full. */
  private static final int GROWTH = 8;

  private final Generation generation;
  private final ScrollOrder order;
  private final OrdinalSet among;
  private final Optional<Entry> after;
  private final BooleanSupplier stop;
  private final Comparator<Entry> comparator;

  /**
   * A scroll.
   *
   * @param among ordinals that it passes over
   * @param stop polled; once true the work ends with CancellationException
   */
  OrderedScroll(
      Generation generation,
      ScrollOrder order,
      OrdinalSet among,
      Optional<ScrollCursor> cursor,
      BooleanSupplier stop) {
    this.generation = generation;
    this.order = order;
    this.among = among;
    this.after = cursor.map(it -> new Entry(it.value().map(SortKey::of), it.id(), -1));
    this.stop = stop;
    Comparator<SortKey> keys =
        order.isDescending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
    this.comparator =
        Comparator.<Entry>comparingInt(entry -> entry.key.isPresent() ? 0 : 1)
            .thenComparing(entry -> entry.key.orElse(null), Comparator.nullsLast(keys))
            .thenComparing(Entry::id, IdOrder.INSTANCE);
  }

  /**
   * A record in its place.
   *
   * @param key empty if it has none
   */
  private record Entry(Optional<SortKey> key, RecordId id, int ordinal) {}

  /**
   * A page.
   *
   * @param seqs in order
   * @param next empty after the last
   */
  record Page(long[] seqs, Optional<ScrollCursor> next) {}

  /** The page. */
  Page page(int limit) {
    List<Entry> entries = entries(limit + 1);
    List<Entry> page = entries.subList(0, Math.min(limit, entries.size()));
    Optional<ScrollCursor> next =
        entries.size() > limit
            ? Optional.of(
                new ScrollCursor(order, page.getLast().key.map(SortKey::value), page.getLast().id))
            : Optional.empty();
    return new Page(
        page.stream().mapToLong(entry -> generation.table().seq(entry.ordinal)).toArray(), next);
  }

  private List<Entry> entries(int wanted) {
    // What has no value is in no index; beyond the last value the walk is over.
    if (order.field().isPresent() && after.isPresent() == after.flatMap(Entry::key).isPresent()) {
      // Some of the first value may have been on the page before.
      for (long walked = 2L * wanted; walked < among.cardinality(); walked *= GROWTH) {
        Optional<OrdinalSet> candidates =
            generation
                .payloadIndexes()
                .inOrder(
                    order.field().get(),
                    after.flatMap(Entry::key),
                    order.isDescending(),
                    among,
                    (int) walked);
        if (candidates.isEmpty()) {
          break;
        }
        List<Entry> first = first(candidates.get(), wanted);
        if (first.size() == wanted) {
          return first;
        }
      }
    }
    return first(among, wanted);
  }

  /** The first of the candidates that come after the cursor. */
  private List<Entry> first(OrdinalSet candidates, int wanted) {
    PriorityQueue<Entry> first = new PriorityQueue<>(comparator.reversed());
    generation
        .scan()
        .visit(
            candidates,
            stop,
            (ordinal, id, payload) -> {
              Entry entry = new Entry(key(payload), id, ordinal);
              boolean comes = after.isEmpty() || comparator.compare(entry, after.orElseThrow()) > 0;
              if (comes && (first.size() < wanted || comparator.compare(entry, first.peek()) < 0)) {
                first.add(entry);
                if (first.size() > wanted) {
                  first.poll();
                }
              }
            });
    return first.stream().sorted(comparator).toList();
  }

  private Optional<SortKey> key(Map<String, Value> payload) {
    return order.field().flatMap(field -> SortKey.of(payload, field, order.isDescending()));
  }
}
