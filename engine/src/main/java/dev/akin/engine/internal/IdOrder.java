package dev.akin.engine.internal;

import dev.akin.api.RecordId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;

/** The order of ids, as the store has it: numbers, strings by code point, UUIDs by their bits. */
enum IdOrder implements Comparator<RecordId> {
  /** The order. */
  INSTANCE;

  @Override
  public int compare(RecordId a, RecordId b) {
    return switch (a) {
      case RecordId.Numeric(long left) when b instanceof RecordId.Numeric(long right) ->
          Long.compareUnsigned(left, right);
      case RecordId.Text(String left) when b instanceof RecordId.Text(String right) ->
          Arrays.compareUnsigned(
              left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
      case RecordId.Uuid(UUID left) when b instanceof RecordId.Uuid(UUID right) ->
          compare(left, right);
      default -> Integer.compare(kind(a), kind(b));
    };
  }

  private static int compare(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }

  private static int kind(RecordId id) {
    return switch (id) {
      case RecordId.Numeric _ -> 0;
      case RecordId.Text _ -> 1;
      case RecordId.Uuid _ -> 2;
    };
  }
}
