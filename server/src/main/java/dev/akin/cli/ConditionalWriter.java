package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import java.util.ArrayList;
import java.util.List;

/** Writes batches of records of which only those that meet a condition are taken. */
final class ConditionalWriter implements RecordWriter {
  private static final int BATCH = 256;

  private final Collection collection;
  private final WriteCondition condition;
  private final List<Record> batch = new ArrayList<>(BATCH);
  private UpsertResult acknowledged = UpsertResult.NONE;

  ConditionalWriter(Collection collection, WriteCondition condition) {
    this.collection = collection;
    this.condition = condition;
  }

  @Override
  public void write(Record record) {
    batch.add(record);
    if (batch.size() == BATCH) {
      flush();
    }
  }

  @Override
  public void flush() {
    if (!batch.isEmpty()) {
      List<Record> records = List.copyOf(batch);
      batch.clear();
      acknowledged = acknowledged.plus(collection.upsert(records, condition));
    }
  }

  @Override
  public UpsertResult acknowledged() {
    return acknowledged;
  }

  @Override
  public void close() {
    flush();
  }
}
