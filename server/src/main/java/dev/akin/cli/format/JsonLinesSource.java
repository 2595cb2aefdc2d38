package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import dev.akin.api.AkinException;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A record per line, see {@link RecordReader}. Empty lines are passed over; a record without an id
 * takes its place in the file, counted from {@code firstId}, as its number.
 */
final class JsonLinesSource implements RecordSource {
  /** Longest line, in bytes. */
  static final int MAX_LINE = 128 << 20;

  private final InputStream in;
  private final String name;
  private final long size;
  private final RecordReader reader;
  private long nextId;
  private long line;
  private long done;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;

  JsonLinesSource(InputStream in, String name, long size, Path imageFolder, long firstId) {
    this.in = in;
    this.name = name;
    this.size = size;
    this.reader = new RecordReader(imageFolder);
    this.nextId = firstId;
  }

  @Override
  public Optional<Record> next() throws IOException {
    while (true) {
      int length = nextLine();
      if (length < 0) {
        return Optional.empty();
      }
      line++;
      int from = start;
      start = Math.min(end, start + length + 1);
      done += start - from;
      if (!isBlank(from, length)) {
        return Optional.of(Located.read(this, () -> parse(from, length)));
      }
    }
  }

  private Record parse(int from, int length) throws IOException {
    try (JsonParser json = RecordJson.FACTORY.createParser(buffer, from, length)) {
      Record record = reader.read(json, RecordId.of(nextId));
      if (json.nextToken() != null) {
        throw new AkinException.InvalidArgument("one record per line, but there is more on it");
      }
      nextId++;
      return record;
    }
  }

  /** The length of the line that begins at start, without its end, or -1 after the last. */
  private int nextLine() throws IOException {
    int searched = 0;
    while (true) {
      for (int i = start + searched; i < end; i++) {
        if (buffer[i] == '\n') {
          return i - start;
        }
      }
      searched = end - start;
      if (searched > MAX_LINE) {
        throw new AkinException.InvalidArgument(
            name + ":" + (line + 1) + ": line is longer than " + MAX_LINE + " bytes");
      }
      makeRoom();
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return searched == 0 ? -1 : searched;
      }
      end += read;
    }
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
  }

  private boolean isBlank(int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (buffer[i] > ' ' || buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String place() {
    return name + ":" + line;
  }

  @Override
  public long done() {
    return done;
  }

  @Override
  public long total() {
    return size;
  }

  @Override
  public boolean countsBytes() {
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
