package dev.akin.engine;

import dev.akin.api.AkinException;
import dev.akin.api.Damage;
import dev.akin.engine.internal.text.FullText;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.storage.StorageCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What verifying a whole data directory found. It reads every byte that matters: the format, all
 * files of RocksDB and of the snapshots, all rows against each other, and the indexes. Damage to an
 * index costs time, not data: the next open builds it anew.
 *
 * @param files that were verified
 * @param collections that were found
 * @param records in them
 * @param damages to the data, and to indexes
 * @param notes of what a kill leaves as well as a damage does: the end of the newest log may be
 *     incomplete
 */
public record DataCheck(
    int files, int collections, long records, List<Damage> damages, List<Damage> notes) {
  private static final String INDEXES = "indexes";

  /** Copies the lists. */
  public DataCheck {
    damages = List.copyOf(damages);
    notes = List.copyOf(notes);
  }

  /**
   * Checks a data directory that no process has open. Nothing is repaired.
   *
   * @throws AkinException.FailedPrecondition if it is in use or of a newer format
   * @throws AkinException.NotFound if there is no data directory
   */
  public static DataCheck of(Path directory) {
    StorageCheck storage = StorageCheck.of(directory);
    List<Damage> damages = new ArrayList<>(storage.damages());
    int files = storage.files();
    try {
      for (Path file : indexFiles(directory.resolve(INDEXES))) {
        files++;
        try (IndexFile whole = IndexFile.open(file)) {
          assert whole.path().equals(file);
        } catch (CorruptIndexFileException e) {
          damages.add(new Damage(file.toString(), e.offset(), "index: " + e.getMessage()));
        }
      }
      for (Path index : textIndexes(directory.resolve(INDEXES))) {
        files++;
        FullText.damage(index)
            .ifPresent(
                what ->
                    damages.add(new Damage(index.toString(), Damage.NOWHERE, "index: " + what)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DataCheck(files, storage.collections(), storage.records(), damages, storage.notes());
  }

  /** Those of checkpoints that were finished; what is left of others is deleted in time. */
  private static List<Path> indexFiles(Path indexes) throws IOException {
    if (!Files.isDirectory(indexes)) {
      return List.of();
    }
    try (var paths = Files.walk(indexes)) {
      return paths
          .filter(path -> path.getParent().getFileName().toString().startsWith("checkpoint-"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static List<Path> textIndexes(Path indexes) throws IOException {
    if (!Files.isDirectory(indexes)) {
      return List.of();
    }
    try (var collections = Files.list(indexes)) {
      return collections
          .map(collection -> collection.resolve(FullText.DIRECTORY))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }
}
