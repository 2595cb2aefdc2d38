package dev.akin.cli.format;

import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.akin.api.AkinException;
import dev.akin.api.Record;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Has errors of a record say where in its source the record stands. */
final class Located {
  private Located() {}

  /** Makes a record of what was read. */
  interface Reading {
    Record read() throws IOException;
  }

  /**
   * The record that stands at the source's {@linkplain RecordSource#place place}.
   *
   * @throws AkinException.InvalidArgument naming the place, if something is wrong with it
   */
  static Record read(RecordSource source, Reading reading) throws IOException {
    try {
      return reading.read();
    } catch (StreamReadException e) {
      throw wrong(source, e.getOriginalMessage(), e);
    } catch (AkinException.InvalidArgument e) {
      throw wrong(source, e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw wrong(source, "image: no such file: " + e.getFile(), e);
    }
  }

  private static AkinException wrong(RecordSource source, String what, Exception cause) {
    return new AkinException.InvalidArgument(source.place() + ": " + what, cause);
  }
}
