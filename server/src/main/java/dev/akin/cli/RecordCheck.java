package dev.akin.cli;

import dev.akin.api.CollectionInfo;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import java.util.Map;

/**
 * Finds what a collection would refuse in a record before it is sent, while its line in the file is
 * still known: the writer tells only later, of a whole batch.
 */
final class RecordCheck {
  private final CollectionInfo collection;

  RecordCheck(CollectionInfo collection) {
    this.collection = collection;
  }

  /** What is wrong, or null. */
  String wrong(Record record) {
    for (Map.Entry<String, Input.Vector> vector : record.vectors().entrySet()) {
      VectorInfo info = collection.vectors().get(vector.getKey());
      if (info == null) {
        return unknown(vector.getKey());
      }
      int length = vector.getValue().values().length;
      if (length != info.spec().dimension()) {
        return "dimension mismatch: vector '"
            + vector.getKey()
            + "' of collection '"
            + collection.name()
            + "' has "
            + info.spec().dimension()
            + ", the record "
            + length;
      }
    }
    for (String name : record.sources().keySet()) {
      VectorInfo info = collection.vectors().get(name);
      if (info == null) {
        return unknown(name);
      }
      VectorSpec spec = info.spec();
      if (spec.embedder().isEmpty() && !record.vectors().containsKey(name)) {
        return "vector '"
            + name
            + "' of collection '"
            + collection.name()
            + "' has no embedder: bring the vector itself";
      }
    }
    return null;
  }

  private String unknown(String name) {
    return "collection '"
        + collection.name()
        + "' has no vector '"
        + name
        + "'; it has "
        + collection.vectors().keySet();
  }
}
