package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Gathers records into upserts. For one thread. */
final class BatchingWriter implements RecordWriter {
  private static final int BATCH = 256;

  private final Collection collection;
  private final List<Record> batch = new ArrayList<>(BATCH);
  private UpsertResult acknowledged = UpsertResult.NONE;
  private RuntimeException failure;
  private boolean closed;

  /** Writes to the collection. */
  BatchingWriter(Collection collection) {
    this.collection = collection;
  }

  @Override
  public void write(Record record) {
    checkUsable();
    batch.add(Objects.requireNonNull(record, "record"));
    if (batch.size() == BATCH) {
      flush();
    }
  }

  @Override
  public void flush() {
    checkUsable();
    if (batch.isEmpty()) {
      return;
    }
    try {
      acknowledged = acknowledged.plus(collection.upsert(batch));
      batch.clear();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void checkUsable() {
    if (failure != null) {
      throw failure;
    }
    if (closed) {
      throw new AkinException.FailedPrecondition("writer is closed");
    }
  }

  @Override
  public UpsertResult acknowledged() {
    return acknowledged;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    try {
      if (failure == null) {
        flush();
      }
    } finally {
      closed = true;
    }
  }
}
