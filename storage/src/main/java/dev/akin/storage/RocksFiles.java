package dev.akin.storage;

import dev.akin.api.Damage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * Verifies the files of a RocksDB that is not open, each on its own. {@code LOG}, {@code OPTIONS},
 * {@code IDENTITY} and {@code LOCK} are passed over: nothing depends on what they hold.
 */
final class RocksFiles {
  private static final Pattern CURRENT = Pattern.compile("(MANIFEST-\\d{6,})\n");
  private static final Pattern OFFSET = Pattern.compile("offset (\\d+)");

  private final Path directory;
  private final List<Damage> damages = new ArrayList<>();
  private final List<Damage> notes = new ArrayList<>();
  private int verified;

  private RocksFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * What verifying found.
   *
   * @param notes of what a kill leaves as well as a damage does
   */
  record Result(int files, List<Damage> damages, List<Damage> notes) {}

  static Result verify(Path directory) throws IOException {
    RocksDB.loadLibrary();
    RocksFiles files = new RocksFiles(directory);
    files.logs();
    for (Path file : Trees.files(directory)) {
      String name = file.getFileName().toString();
      if (name.endsWith(".sst")) {
        files.table(file);
      } else if (name.endsWith(".blob")) {
        files.blobs(file);
      }
    }
    return files.result();
  }

  private Result result() {
    return new Result(verified, List.copyOf(damages), List.copyOf(notes));
  }

  private void logs() throws IOException {
    current();
    List<Path> logs =
        Trees.files(directory).stream()
            .filter(file -> file.getFileName().toString().endsWith(".log"))
            .toList();
    for (Path log : logs) {
      log(log, !log.equals(logs.getLast()));
    }
  }

  private void current() throws IOException {
    Path file = directory.resolve("CURRENT");
    verified++;
    if (!Files.isRegularFile(file)) {
      damaged(file, Damage.NOWHERE, "it is missing");
      return;
    }
    Matcher line = CURRENT.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!line.matches()) {
      damaged(file, 0, "it must be one line with the name of a manifest");
      return;
    }
    Path manifest = directory.resolve(line.group(1));
    if (Files.isRegularFile(manifest)) {
      log(manifest, true);
    } else {
      damaged(file, 0, "it names " + line.group(1) + ", which is missing");
    }
  }

  private void log(Path file, boolean mustBeWhole) throws IOException {
    verified++;
    try {
      OptionalLong unfinished = RocksLog.verify(file);
      if (unfinished.isPresent()) {
        (mustBeWhole ? damages : notes)
            .add(
                new Damage(
                    file.toString(),
                    unfinished.getAsLong(),
                    "the last record is not complete"
                        + (mustBeWhole ? "" : ", as a kill in the middle of a write leaves it")));
      }
    } catch (RocksLog.Wrong e) {
      damaged(file, e.offset(), e.getMessage());
    }
  }

  private void blobs(Path file) throws IOException {
    verified++;
    try {
      BlobFile.verify(file);
    } catch (RocksLog.Wrong e) {
      damaged(file, e.offset(), e.getMessage());
    }
  }

  private void table(Path file) {
    verified++;
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(file.toString());
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      Matcher offset = OFFSET.matcher(e.getMessage());
      damaged(file, offset.find() ? Long.parseLong(offset.group(1)) : 0, e.getMessage());
    }
  }

  private void damaged(Path file, long offset, String what) {
    damages.add(new Damage(file.toString(), offset, what));
  }
}
