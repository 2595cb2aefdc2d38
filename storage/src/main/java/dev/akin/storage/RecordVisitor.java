package dev.akin.storage;

import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.Map;

/** Takes the records of a collection, without their sources and vectors. */
public interface RecordVisitor {
  /**
   * A live record.
   *
   * @return whether there is interest in more
   */
  boolean visit(long seq, RecordId id, Map<String, Value> payload);
}
