package dev.akin.cli.format;

import dev.akin.api.Record;
import java.io.Closeable;
import java.io.IOException;

/**
 * Takes the records of a file, one after the other. The file is whole once it is closed without an
 * error. For one thread; whoever opens it closes it.
 */
public interface RecordSink extends Closeable {
  /**
   * Adds a record.
   *
   * @throws dev.akin.api.AkinException.InvalidArgument if the file cannot hold it, naming record
   *     and field
   */
  void write(Record record) throws IOException;
}
