package dev.akin.api;

import java.util.List;

/**
 * What a change of parts of records did.
 *
 * @param updated records that were changed
 * @param refused ids that are not there, or whose record has another version than was given; in
 *     their order
 */
public record UpdateResult(long updated, List<RecordId> refused) {
  /** Copies the list. */
  public UpdateResult {
    refused = List.copyOf(refused);
  }
}
