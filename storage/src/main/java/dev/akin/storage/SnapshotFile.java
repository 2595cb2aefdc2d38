package dev.akin.storage;

import dev.akin.api.AkinException;
import dev.akin.api.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The file {@code SNAPSHOT} of a snapshot: a line {@code akin-snapshot 1 CRC}, the CRC32C of what
 * follows in eight hexadecimal digits; then JSON: {@code
 * {"collection":"docs","created":1764000000000}}, the time in milliseconds since 1970.
 */
record SnapshotFile(String collection, Instant created) {
  static final String FILE = "SNAPSHOT";

  private static final int VERSION = 1;
  private static final Pattern FIRST_LINE =
      Pattern.compile("akin-snapshot ([1-9][0-9]{0,8}) ([0-9a-f]{8})\n");

  /** Writes the file of the snapshot in a directory; does not sync it. */
  static void write(Path directory, SnapshotFile snapshot) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("collection", new Value.Text(snapshot.collection()));
    fields.put("created", new Value.Int(snapshot.created().toEpochMilli()));
    byte[] json = ValueCodec.toJson(fields);
    String line = String.format("akin-snapshot %d %08x\n", VERSION, crc(json));
    byte[] first = line.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(first, first.length + json.length);
    System.arraycopy(json, 0, all, first.length, json.length);
    Files.write(directory.resolve(FILE), all);
  }

  /**
   * Reads the file of the snapshot in a directory.
   *
   * @throws AkinException.Corrupted if it is damaged
   * @throws AkinException.FailedPrecondition if it is of a newer format
   */
  static SnapshotFile read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      throw new AkinException.Corrupted(file + " is missing");
    }
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher line = FIRST_LINE.matcher(text);
    if (!line.lookingAt()) {
      throw damaged(file, 0, "its first line must be 'akin-snapshot " + VERSION + " CRC'", null);
    }
    if (Integer.parseInt(line.group(1)) > VERSION) {
      throw new AkinException.FailedPrecondition(
          file
              + " has format "
              + line.group(1)
              + ", this Akin knows up to "
              + VERSION
              + "; use a newer Akin");
    }
    byte[] json = Arrays.copyOfRange(bytes, line.end(), bytes.length);
    if (crc(json) != Integer.parseUnsignedInt(line.group(2), 16)) {
      throw damaged(file, line.end(), "the checksum is wrong", null);
    }
    try {
      Map<String, Value> fields = ValueCodec.fromJson(json);
      if (fields.get("collection") instanceof Value.Text(String collection)
          && fields.get("created") instanceof Value.Int(long created)) {
        return new SnapshotFile(collection, Instant.ofEpochMilli(created));
      }
      throw damaged(file, line.end(), "fields are missing", null);
    } catch (Damaged e) {
      throw damaged(file, line.end(), e.getMessage(), e);
    }
  }

  private static AkinException damaged(Path file, long offset, String what, Damaged cause) {
    return new AkinException.Corrupted(
        file + " is damaged at offset " + offset + ": " + what, cause);
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
