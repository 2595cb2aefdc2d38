package dev.akin.server;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * A directory whose files one process cannot write at will, see {@code failing-disk.c}: the library
 * is compiled for the test and stands before the process's own functions.
 */
final class FailingDisk {
  private static final String SOURCE = "/failing-disk.c";

  private final Path library;
  private final Path folder;
  private final Path how;

  private FailingDisk(Path library, Path folder, Path how) {
    this.library = library;
    this.folder = folder;
    this.how = how;
  }

  /** How it fails. */
  enum Mode {
    /** Writes and syncs. */
    EIO,
    /** Syncs alone: what was written is there all the same. */
    SYNC,
    /** Writes, half-way. */
    SHORT
  }

  /**
   * A disk at a folder. Without a C compiler the test is skipped, unless the environment variable
   * {@code CI} is set.
   *
   * @param own a folder beside it, for its own files
   */
  static FailingDisk at(Path folder, Path own) throws IOException, InterruptedException {
    Path source = Files.createDirectories(own).resolve("failing-disk.c");
    try (InputStream in = FailingDisk.class.getResourceAsStream(SOURCE)) {
      Files.copy(Objects.requireNonNull(in), source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path library = own.resolve("failing-disk.so");
    List<String> command =
        List.of(
            "gcc",
            "-shared",
            "-fPIC",
            "-Wall",
            "-Werror",
            "-O1",
            "-o",
            "" + library,
            "" + source,
            "-ldl");
    Process compiler;
    try {
      compiler = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      if (System.getenv("CI") != null) {
        throw e;
      }
      return abort("no gcc to compile a failing disk with");
    }
    if (compiler.waitFor() != 0) {
      throw new IOException("gcc failed");
    }
    return new FailingDisk(library, folder.toRealPath(), own.resolve("switch"));
  }

  /** What to start the process through. */
  List<String> through() {
    return List.of(
        "env", "LD_PRELOAD=" + library, "AKIN_FAIL_FOLDER=" + folder, "AKIN_FAIL_SWITCH=" + how);
  }

  /** From now on it fails. */
  void fail(Mode mode) throws IOException {
    Path next = how.resolveSibling("switch-next");
    String word =
        switch (mode) {
          case EIO -> "eio";
          case SYNC -> "sync";
          case SHORT -> "short";
        };
    Files.writeString(next, word, StandardCharsets.US_ASCII);
    Files.move(next, how, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** From now on it works. */
  void work() throws IOException {
    Files.delete(how);
  }
}
