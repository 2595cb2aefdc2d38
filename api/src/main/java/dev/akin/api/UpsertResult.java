package dev.akin.api;

import java.util.ArrayList;
import java.util.List;

/**
 * What an upsert did.
 *
 * @param inserted records whose id was new
 * @param updated records that replaced one
 * @param refused ids of the records that did not meet the {@link WriteCondition}, in their order
 */
public record UpsertResult(long inserted, long updated, List<RecordId> refused) {
  /** Nothing done. */
  public static final UpsertResult NONE = new UpsertResult(0, 0);

  /** Copies the list. */
  public UpsertResult {
    refused = List.copyOf(refused);
  }

  /** With none refused. */
  public UpsertResult(long inserted, long updated) {
    this(inserted, updated, List.of());
  }

  /** The sum of two results. */
  public UpsertResult plus(UpsertResult other) {
    List<RecordId> all = new ArrayList<>(refused);
    all.addAll(other.refused);
    return new UpsertResult(inserted + other.inserted, updated + other.updated, all);
  }
}
