package dev.akin.engine.internal.filter;

import dev.akin.api.Value;
import dev.akin.api.filter.IsoTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a record is sorted by: one value of a field. The order is that of {@link
 * dev.akin.api.ScrollOrder}, ascending.
 *
 * @param value a single one
 * @param time of a text that is one
 */
public record SortKey(Value value, Optional<Instant> time) implements Comparable<SortKey> {
  /** Finds the time of a text that is one. */
  public static SortKey of(Value value) {
    return new SortKey(
        value, value instanceof Value.Text(String text) ? IsoTime.parse(text) : Optional.empty());
  }

  /** The lowest or highest value of a field; empty if it has none. */
  public static Optional<SortKey> of(Map<String, Value> payload, String field, boolean descending) {
    SortKey[] best = new SortKey[1];
    PayloadPath.any(
        payload,
        field,
        value -> {
          if (Scalars.isScalar(value)) {
            SortKey key = of(value);
            if (best[0] == null || (descending ? -1 : 1) * key.compareTo(best[0]) < 0) {
              best[0] = key;
            }
          }
          return false;
        });
    return Optional.ofNullable(best[0]);
  }

  @Override
  public int compareTo(SortKey other) {
    if (time.isPresent() && other.time.isPresent()) {
      return time.get().compareTo(other.time.get());
    }
    if (time.isPresent() || other.time.isPresent()) {
      // Times come between numbers and other texts.
      boolean bothTexts = value instanceof Value.Text && other.value instanceof Value.Text;
      return bothTexts ? (time.isPresent() ? -1 : 1) : Scalars.ORDER.compare(value, other.value);
    }
    return Scalars.ORDER.compare(value, other.value);
  }
}
