package dev.akin.engine.internal.filter;

import dev.akin.api.Value;
import dev.akin.api.filter.Filter;
import dev.akin.index.OrdinalSet;
import java.util.Map;

/** Which records have a field, and which have it null. Not thread-safe. */
final class Presence {
  private final String field;
  private final Posting records = new Posting();
  private final Posting having = new Posting();
  private final Posting nulls = new Posting();
  private final Posting full = new Posting();

  Presence(String field) {
    this.field = field;
  }

  void put(int ordinal, Map<String, Value> payload) {
    records.add(ordinal);
    if (!PayloadPath.leads(payload, field, _ -> true)) {
      return;
    }
    having.add(ordinal);
    PayloadPath.any(
        payload,
        field,
        value -> {
          (value instanceof Value.Null ? nulls : full).add(ordinal);
          return false;
        });
  }

  /** The records whose field is there; see {@link Filter.Exists}. */
  OrdinalSet existing() {
    return set(having);
  }

  /** The records whose field is null; see {@link Filter.IsNull}. */
  OrdinalSet ofNull() {
    return set(nulls);
  }

  /** The records whose field has no value; see {@link Filter.IsEmpty}. */
  OrdinalSet empty() {
    return set(records).andNot(set(full));
  }

  private static OrdinalSet set(Posting posting) {
    OrdinalBits bits = new OrdinalBits();
    posting.addTo(bits);
    return bits.toSet();
  }
}
