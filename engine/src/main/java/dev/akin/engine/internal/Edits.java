package dev.akin.engine.internal;

import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.storage.StagedPart;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes of parts of records that are there. What becomes of a record is only found out when it is
 * committed, from what it then is.
 *
 * @param known the records as they were read before, so that the commit need not read them
 * @param edits each of another record
 */
record Edits(Prepared known, List<Edit> edits) {
  /**
   * A record as it is stored.
   *
   * @param record with its vectors and sources
   * @param staged what it has of the target of a change under way
   */
  record Stored(Record record, StagedPart staged) {}

  /**
   * A change of one record.
   *
   * @param version that it must have, 0 for any
   * @param change empty to leave it as it is
   */
  record Edit(RecordId id, long version, Function<Stored, Optional<Stored>> change) {}
}
