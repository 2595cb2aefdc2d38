package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import java.io.IOException;
import java.util.Optional;

/** The vectors of a file that holds nothing else, one record each. Ids are places in the file. */
abstract class VectorSource implements RecordSource {
  private final String name;
  private final String unit;
  private final String vectorName;
  private final long firstId;
  private long read;

  /**
   * A source.
   *
   * @param name of the file
   * @param unit what the file calls one of them, such as row
   */
  VectorSource(String name, String unit, String vectorName, long firstId) {
    this.name = name;
    this.unit = unit;
    this.vectorName = vectorName;
    this.firstId = firstId;
  }

  /** The vector after the {@link #done} that were read, empty at the end. */
  abstract Optional<float[]> nextVector() throws IOException;

  @Override
  public final Optional<Record> next() throws IOException {
    Optional<float[]> values = nextVector();
    if (values.isEmpty()) {
      return Optional.empty();
    }
    Input vector;
    try {
      vector = new Input.Vector(values.get());
    } catch (AkinException.InvalidArgument e) {
      throw new AkinException.InvalidArgument(at() + ": " + e.getMessage(), e);
    }
    return Optional.of(Record.of(firstId + read++).with(vectorName, vector));
  }

  /** Where the next vector stands. */
  final String at() {
    return at(read);
  }

  private String at(long number) {
    return name + ": " + unit + " " + number;
  }

  @Override
  public final String place() {
    return at(read - 1);
  }

  @Override
  public final long done() {
    return read;
  }

  @Override
  public final boolean countsBytes() {
    return false;
  }
}
