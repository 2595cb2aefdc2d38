package dev.akin.bench.damage;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.bench.WorkFolder;
import dev.akin.engine.DataCheck;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.index.file.IndexFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Flips bits of the files of a data directory and cuts them short, one place at a time, and looks
 * what an open and a check make of it. An open must give the right data, the indexes built anew, or
 * {@code Corrupted} with the name of the file; a check must find the damage. Exempt from the check
 * is what holds nothing: {@link FileKind#IDLE} and the zeros between the sections of an index file.
 * Exempt from the open is the end of the newest log: a log that is cut there looks as one does that
 * was being written at a kill, whose last writes were never acknowledged; the check notes it.
 */
public final class DamageDrill {
  private static final int CUT_ONE_IN = 4;
  // Of an index file, see docs/format.md.
  private static final int HEADER_BYTES = 40;
  private static final int DIRECTORY_AT = 16;

  private final SampleData data;
  private final Path parent;
  private final Random random;

  private DamageDrill(SampleData data, Path parent, Random random) {
    this.data = data;
    this.parent = parent;
    this.random = random;
  }

  /**
   * What became of the places in one kind of file.
   *
   * @param places that were damaged
   * @param right of them where an open gave the right data
   * @param refused where it gave Corrupted, or refused a newer format
   * @param cutLogs where the end of the newest log was missing, and nothing else
   * @param found by a check
   * @param noted by a check, as what a kill leaves
   * @param idle bytes that hold nothing, which no check can miss
   */
  public record Outcome(
      int places, int right, int refused, int cutLogs, int found, int noted, int idle) {
    static final Outcome NONE = new Outcome(0, 0, 0, 0, 0, 0, 0);

    Outcome plus(Outcome o) {
      return new Outcome(
          places + o.places,
          right + o.right,
          refused + o.refused,
          cutLogs + o.cutLogs,
          found + o.found,
          noted + o.noted,
          idle + o.idle);
    }
  }

  /**
   * Damages places and reports by kind of file.
   *
   * @param parent a directory that this may fill
   * @param placesPerKind of every kind of file
   * @param complaints takes a line for each place where something was wrong
   */
  public static Map<String, Outcome> run(
      Path parent, int placesPerKind, long seed, Consumer<String> complaints) throws IOException {
    SampleData data = SampleData.make(parent, seed);
    DamageDrill drill = new DamageDrill(data, parent, new Random(seed));
    Map<FileKind, List<Path>> files = drill.filesByKind();
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (FileKind kind : FileKind.values()) {
      Outcome sum = Outcome.NONE;
      List<Path> candidates = files.getOrDefault(kind, List.of());
      if (candidates.isEmpty()) {
        throw new IllegalStateException("the sample has no file of kind " + kind);
      }
      for (int place = 0; place < placesPerKind; place++) {
        Path file = candidates.get(drill.random.nextInt(candidates.size()));
        sum = sum.plus(drill.damage(kind, file, complaints));
      }
      outcomes.put(kind.name().toLowerCase(Locale.ROOT), sum);
    }
    return outcomes;
  }

  private Map<FileKind, List<Path>> filesByKind() throws IOException {
    Map<FileKind, List<Path>> files = new EnumMap<>(FileKind.class);
    try (var paths = Files.walk(data.directory())) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(path) > 0) {
          Path relative = data.directory().relativize(path);
          FileKind kind =
              FileKind.of(relative)
                  .orElseThrow(() -> new IllegalStateException("unknown file: " + relative));
          files.computeIfAbsent(kind, _ -> new ArrayList<>()).add(relative);
        }
      }
    }
    return files;
  }

  private Outcome damage(FileKind kind, Path file, Consumer<String> complaints) throws IOException {
    byte[] whole = Files.readAllBytes(data.directory().resolve(file));
    int offset = random.nextInt(whole.length);
    boolean cut = random.nextInt(CUT_ONE_IN) == 0;
    byte[] bytes = cut ? Arrays.copyOf(whole, offset) : whole.clone();
    if (!cut) {
      bytes[offset] ^= (byte) (1 << random.nextInt(8));
    }
    String place = file + (cut ? " cut at " : " flipped at ") + offset;
    Path damaged = parent.resolve("damaged");
    link(file, damaged);
    Files.write(damaged.resolve(file), bytes);
    boolean idle = !kind.counts() || (!cut && isPadding(kind, file, offset));
    try {
      Found found = check(damaged, file, idle, place, complaints);
      return open(damaged, kind, file.startsWith("snapshots"), place, complaints)
          .plus(
              new Outcome(
                  1,
                  0,
                  0,
                  0,
                  found == Found.DAMAGE ? 1 : 0,
                  found == Found.NOTE ? 1 : 0,
                  idle ? 1 : 0));
    } finally {
      WorkFolder.delete(damaged);
    }
  }

  private enum Found {
    NOTHING,
    NOTE,
    DAMAGE
  }

  private Found check(
      Path damaged, Path file, boolean idle, String place, Consumer<String> complaints) {
    try {
      DataCheck check = DataCheck.of(damaged);
      String path = damaged.resolve(file).toString();
      if (check.damages().stream().anyMatch(damage -> damage.file().equals(path))) {
        return Found.DAMAGE;
      }
      if (check.notes().stream().anyMatch(note -> note.file().equals(path))) {
        return Found.NOTE;
      }
      if (!check.damages().isEmpty()) {
        complaints.accept(place + ": check blames " + check.damages().getFirst());
      } else if (!idle) {
        complaints.accept(place + ": check finds nothing");
      }
      return Found.NOTHING;
    } catch (AkinException.FailedPrecondition e) {
      return Found.DAMAGE; // a digit of the format's version
    } catch (RuntimeException | Error e) {
      complaints.accept(place + ": check fails with " + e);
      return Found.NOTHING;
    }
  }

  private Outcome open(
      Path damaged, FileKind kind, boolean snapshot, String place, Consumer<String> complaints) {
    try (Database db = EmbeddedDatabase.open(damaged)) {
      int missing = data.compare(db, snapshot);
      if (missing == 0) {
        return new Outcome(0, 1, 0, 0, 0, 0, 0);
      }
      if (kind != FileKind.LOG) {
        complaints.accept(place + ": " + missing + " records of the log are missing");
      }
      return new Outcome(0, 0, 0, 1, 0, 0, 0);
    } catch (AkinException.Corrupted | AkinException.FailedPrecondition e) {
      if (!e.getMessage().contains(damaged.toString())) {
        complaints.accept(place + ": the error names no file: " + e.getMessage());
      }
      return new Outcome(0, 0, 1, 0, 0, 0, 0);
    } catch (RuntimeException | Error e) {
      complaints.accept(place + ": " + e);
      return Outcome.NONE;
    }
  }

  /** Whether a byte of an index file lies between its sections. */
  private boolean isPadding(FileKind kind, Path file, int offset) throws IOException {
    if (kind != FileKind.INDEX && kind != FileKind.ORDINALS) {
      return false;
    }
    Path path = data.directory().resolve(file);
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    if (offset < HEADER_BYTES || offset >= header.getLong(DIRECTORY_AT)) {
      return false;
    }
    try (IndexFile index = IndexFile.open(path)) {
      return index.names().stream()
          .noneMatch(
              name ->
                  offset >= index.offset(name)
                      && offset < index.offset(name) + index.map(name).byteSize());
    }
  }

  /** A copy of the directory made of hard links, but for what is going to be written to. */
  private void link(Path damagedFile, Path to) throws IOException {
    try (var paths = Files.walk(data.directory())) {
      for (Path path : paths.toList()) {
        Path relative = data.directory().relativize(path);
        Path target = to.resolve(relative.toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else if (relative.equals(damagedFile)
            || FileKind.of(relative).filter(kind -> kind == FileKind.IDLE).isPresent()) {
          Files.copy(path, target);
        } else {
          Files.createLink(target, path);
        }
      }
    }
  }
}
