package dev.akin.engine.internal;

import dev.akin.api.Facet;
import dev.akin.api.FacetResult;
import dev.akin.api.Value;
import dev.akin.engine.internal.filter.Scalars;
import dev.akin.index.OrdinalSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Counts the values of a payload field and keeps the most frequent. For one thread. */
final class FacetCounter {
  private static final Comparator<Facet> ORDER =
      Comparator.comparingLong(Facet::count).reversed().thenComparing(Facet::value, Scalars.ORDER);

  private final int limit;

  /** The worst of the best first. */
  private final PriorityQueue<Facet> best = new PriorityQueue<>(ORDER.reversed());

  private long distinct;

  private FacetCounter(int limit) {
    this.limit = limit;
  }

  /**
   * Counts.
   *
   * @param among the ordinals that count
   * @param scanned records that were read to find those
   * @param stop polled; once true the work ends with CancellationException
   */
  static FacetResult count(
      Generation generation,
      String field,
      OrdinalSet among,
      long scanned,
      int limit,
      BooleanSupplier stop) {
    FacetCounter counter = new FacetCounter(limit);
    if (generation.payloadIndexes().counts(field, among, counter::add)) {
      return counter.result(scanned);
    }
    Map<Value, Long> counts = new HashMap<>();
    generation
        .scan()
        .visit(
            among,
            stop,
            (_, _, payload) ->
                Scalars.of(payload, field).forEach(value -> counts.merge(value, 1L, Long::sum)));
    counts.forEach(counter::add);
    return counter.result(scanned + among.cardinality());
  }

  private void add(Value value, long count) {
    distinct++;
    best.add(new Facet(value, count));
    if (best.size() > limit) {
      best.poll();
    }
  }

  private FacetResult result(long scanned) {
    return new FacetResult(best.stream().sorted(ORDER).toList(), distinct, scanned);
  }
}
