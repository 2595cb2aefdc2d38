package dev.akin.api;

import java.util.Optional;

/**
 * One answer to a query.
 *
 * @param record with the parts asked for
 * @param score higher is closer; see {@link dev.akin.api.index.Metric}
 * @param distance lower is closer; see {@link dev.akin.api.index.Metric}
 * @param group the value of the group it was found for, of a query with {@link GroupBy}
 */
public record Hit(Record record, float score, float distance, Optional<Value> group) {
  /** A hit of a query without groups. */
  public Hit(Record record, float score, float distance) {
    this(record, score, distance, Optional.empty());
  }

  /** The record's id. */
  public RecordId id() {
    return record.id();
  }
}
