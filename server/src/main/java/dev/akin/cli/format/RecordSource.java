package dev.akin.cli.format;

import dev.akin.api.Record;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Records of a file, one after the other. For one thread; whoever opens it closes it. */
public interface RecordSource extends Closeable {
  /**
   * The next record, empty at the end.
   *
   * @throws dev.akin.api.AkinException.InvalidArgument naming file, line and field of what is wrong
   */
  Optional<Record> next() throws IOException;

  /** Where the record just read stands, such as {@code docs.jsonl:17}. */
  String place();

  /** How far the source is read, in units of {@link #total}. */
  long done();

  /** How much there is, in bytes or records; 0 when that is not known. */
  long total();

  /** Whether {@link #done} and {@link #total} count bytes, not records. */
  boolean countsBytes();
}
