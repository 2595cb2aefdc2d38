package dev.akin.api;

/**
 * Writes a long stream of records in batches. {@link #write} blocks when the engine or the server
 * falls behind, so memory stays bounded. For one thread.
 */
public interface RecordWriter extends AutoCloseable {
  /**
   * Adds a record. It may be acknowledged later.
   *
   * @throws AkinException what this record, or one before it, was refused for; nothing of its batch
   *     was written, and the writer takes no more
   */
  void write(Record record);

  /** Sends what is gathered and waits until all is acknowledged. */
  void flush();

  /** What is acknowledged so far. */
  UpsertResult acknowledged();

  /** Flushes, unless the writer has failed and said so, and ends the stream. */
  @Override
  void close();
}
