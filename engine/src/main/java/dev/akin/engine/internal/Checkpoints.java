package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one collection on disk: directories named {@code checkpoint-<seq>} after the
 * newest change that they know of, each with a file of ordinals and one file per vector. A
 * checkpoint is written under another name, synced and then renamed, so what has the right name is
 * whole. The newest one is kept. Not safe for several threads, but that one may fill the directory
 * of {@link #beginRebuild} while another writes checkpoints.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String PREFIX = "checkpoint-";
  private static final String UNFINISHED = "unfinished-";
  private static final String REBUILD = "rebuild";

  private final Path directory;

  /**
   * The checkpoints below a directory.
   *
   * @param directory need not exist
   */
  Checkpoints(Path directory) {
    this.directory = directory;
  }

  /** Where they are. */
  Path directory() {
    return directory;
  }

  /** Where a vector's index lies within a checkpoint. */
  static Path vectorFile(Path checkpoint, int vectorId) {
    return checkpoint.resolve("vector-" + vectorId + ".akn");
  }

  /** Where the table of ordinals lies within a checkpoint. */
  static Path ordinalsFile(Path checkpoint) {
    return checkpoint.resolve("ordinals.akn");
  }

  /** All that are there, newest first. */
  List<Path> newestFirst() {
    return list(PREFIX).stream()
        .sorted(Comparator.comparingLong(Checkpoints::seq).reversed())
        .toList();
  }

  private static long seq(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  private List<Path> list(String prefix) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
    } catch (IOException e) {
      throw failed("list", directory, e);
    }
  }

  /**
   * Writes a checkpoint and drops older ones.
   *
   * @param seq of the newest change that it knows of
   * @param files writes the files into the given directory, and syncs them
   */
  void write(long seq, Consumer<Path> files) {
    Path unfinished = directory.resolve(UNFINISHED + seq);
    try {
      Files.createDirectories(directory);
      list(UNFINISHED).forEach(Checkpoints::delete);
      Files.createDirectory(unfinished);
      files.accept(unfinished);
    } catch (IOException e) {
      delete(unfinished);
      throw failed("write", unfinished, e);
    } catch (UncheckedIOException e) {
      delete(unfinished);
      throw failed("write", unfinished, e.getCause());
    } catch (RuntimeException e) {
      delete(unfinished);
      throw e;
    }
    adopt(seq, unfinished);
  }

  /**
   * Makes a directory whose files are written and synced a checkpoint, and drops older ones. If
   * that fails, the directory is gone.
   *
   * @param seq of the newest change that it knows of
   */
  void adopt(long seq, Path files) {
    Path target = directory.resolve(PREFIX + seq);
    try {
      sync(files);
      if (Files.exists(target)) {
        // It knows of the same changes, but with other ordinals or less of them indexed.
        Path old = directory.resolve(UNFINISHED + "old-" + seq);
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(files, target, StandardCopyOption.ATOMIC_MOVE);
      sync(directory);
    } catch (IOException e) {
      delete(files);
      throw failed("write", target, e);
    }
    RebuildJournal.clear(target);
    list(UNFINISHED).forEach(Checkpoints::delete);
    for (Path checkpoint : newestFirst()) {
      if (!checkpoint.equals(target)) {
        delete(checkpoint);
      }
    }
  }

  /** Makes what there is of a vector unusable: it is going to be another index of the same rows. */
  void forget(int vectorId) {
    for (Path checkpoint : newestFirst()) {
      Path file = vectorFile(checkpoint, vectorId);
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failed("delete", file, e);
      }
    }
  }

  /** An empty directory for the files of the next generation, to be adopted or deleted. */
  Path beginRebuild() {
    Path rebuild = directory.resolve(REBUILD);
    try {
      Files.createDirectories(directory);
      delete(rebuild);
      return Files.createDirectory(rebuild);
    } catch (IOException e) {
      throw failed("make", rebuild, e);
    }
  }

  /** Where a rebuild is that is going on, or did not come to its end. */
  Optional<Path> interruptedRebuild() {
    return Optional.of(directory.resolve(REBUILD)).filter(Files::exists);
  }

  /** Gives up a rebuild that did not come to its end. */
  void deleteRebuild() {
    delete(directory.resolve(REBUILD));
  }

  /** Deletes what a process left that ended while it wrote; not of a rebuild. */
  void deleteUnfinished() {
    list(UNFINISHED).forEach(Checkpoints::delete);
  }

  /** The error of ours for one of the file system. */
  static AkinException failed(String what, Path path, IOException e) {
    String message = "cannot " + what + " " + path + ": " + e.getMessage();
    return e.getMessage() != null && e.getMessage().contains("No space left")
        ? new AkinException.ResourceExhausted(message, e)
        : new AkinException.Internal(message, e);
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes a checkpoint or what is left of one. */
  static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(tree)) {
      walk.forEach(paths::add);
      for (Path path : paths.reversed()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", tree, e.toString());
    }
  }
}
