package dev.akin.cli.format;

import dev.akin.api.AkinException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The file formats that can be imported. */
public enum Format {
  /** A JSON document per line. */
  JSONL,
  /** Vectors as the SIFT and GIST sets come. */
  FVECS,
  /** A NumPy matrix. */
  NPY,
  /** A directory of images. */
  IMAGES;

  /** The name of standard input. */
  public static final Path STDIN = Path.of("-");

  private static final int BUFFER = 1 << 20;

  /**
   * The format a file name ends in; images for a directory, JSON Lines for standard input.
   *
   * @throws AkinException.InvalidArgument if there is none
   */
  public static Format of(Path file) {
    if (Files.isDirectory(file)) {
      return IMAGES;
    }
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    if (file.equals(STDIN) || lower.endsWith(".jsonl") || lower.endsWith(".ndjson")) {
      return JSONL;
    }
    if (lower.endsWith(".fvecs")) {
      return FVECS;
    }
    if (lower.endsWith(".npy")) {
      return NPY;
    }
    throw new AkinException.InvalidArgument(
        file + ": name must end in .jsonl, .ndjson, .fvecs or .npy, or give --format");
  }

  /**
   * Opens a file of this format.
   *
   * @param file the file, or {@link #STDIN}
   * @param vectorName of the vectors of a file that holds nothing else
   * @param firstId number of the first record, where records bring no ids
   */
  public RecordSource open(Path file, String vectorName, long firstId) throws IOException {
    boolean stdin = file.equals(STDIN);
    String name = stdin ? "standard input" : file.toString();
    if (this == IMAGES) {
      if (!Files.isDirectory(file)) {
        throw new AkinException.InvalidArgument(file + ": is not a directory of images");
      }
      return new ImageFolderSource(file, vectorName);
    }
    if (!stdin && Files.isDirectory(file)) {
      throw new AkinException.InvalidArgument(file + ": is a directory");
    }
    long size = stdin ? 0 : Files.size(file);
    InputStream raw = stdin ? System.in : Files.newInputStream(file);
    try {
      return switch (this) {
        case JSONL -> {
          Path folder = stdin ? Path.of("") : file.toAbsolutePath().getParent();
          yield new JsonLinesSource(raw, name, size, folder, firstId);
        }
        case FVECS ->
            new FvecsSource(new BufferedInputStream(raw, BUFFER), name, size, vectorName, firstId);
        case IMAGES -> throw new IllegalStateException("opened above");
        case NPY -> new NpySource(new BufferedInputStream(raw, BUFFER), name, vectorName, firstId);
      };
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }
}
