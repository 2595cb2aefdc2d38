package dev.akin.storage;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code FORMAT} of a data directory: one line, {@code akin-data 2}. It is written last
 * when a directory is made, so that where it is, all the rest must be.
 */
final class DataFormat {
  static final String FILE = "FORMAT";

  static final int VERSION = 2;
  private static final Pattern LINE = Pattern.compile("akin-data ([1-9][0-9]{0,8})\n");

  private DataFormat() {}

  /**
   * Checks that this version of Akin can read the directory; returns the version of its format, 0
   * if it is a new one.
   *
   * @throws AkinException.FailedPrecondition if the directory is of a newer format
   * @throws AkinException.Corrupted if the file is damaged
   */
  static int check(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return 0;
    }
    Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!line.matches()) {
      throw new AkinException.Corrupted(
          file + " is damaged at offset 0: it must be 'akin-data " + VERSION + "'");
    }
    int version = Integer.parseInt(line.group(1));
    if (version > VERSION) {
      throw new AkinException.FailedPrecondition(
          "data directory "
              + directory
              + " has format "
              + version
              + ", this Akin knows up to "
              + VERSION
              + "; use a newer Akin");
    }
    return version;
  }

  /** Marks the directory as complete and of this version, surely on disk. */
  static void write(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Path temporary = directory.resolve(FILE + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      byte[] line = ("akin-data " + VERSION + "\n").getBytes(StandardCharsets.US_ASCII);
      channel.write(ByteBuffer.wrap(line));
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
