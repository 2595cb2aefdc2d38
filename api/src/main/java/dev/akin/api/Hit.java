package dev.akin.api;

/**
 * One answer to a query.
 *
 * @param record with the parts asked for
 * @param score higher is closer; see {@link dev.akin.api.index.Metric}
 * @param distance lower is closer; see {@link dev.akin.api.index.Metric}
 */
public record Hit(Record record, float score, float distance) {
  /** The record's id. */
  public RecordId id() {
    return record.id();
  }
}
