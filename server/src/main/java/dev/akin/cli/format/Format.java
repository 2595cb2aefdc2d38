package dev.akin.cli.format;

import static dev.akin.cli.format.TexmexSource.Element.FLOAT32;
import static dev.akin.cli.format.TexmexSource.Element.INT32;
import static dev.akin.cli.format.TexmexSource.Element.UINT8;

import dev.akin.api.AkinException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;

/** The file formats that records come in and go out in. */
public enum Format {
  /** A JSON document per line. */
  JSONL,
  /** Values separated by commas, under a line of column names. */
  CSV,
  /** The same separated by tabs. */
  TSV,
  /** A table of typed columns (parquet.apache.org). */
  PARQUET,
  /** Vectors as the SIFT and GIST sets come. */
  FVECS,
  /** The same of 32-bit integers. */
  IVECS,
  /** The same of bytes. */
  BVECS,
  /** A NumPy matrix. */
  NPY,
  /** A matrix in an HDF5 file, such as those of ann-benchmarks. */
  HDF5,
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
    if (lower.endsWith(".h5")) {
      return HDF5;
    }
    for (Format format : EnumSet.of(CSV, TSV, PARQUET, FVECS, IVECS, BVECS, NPY, HDF5)) {
      if (lower.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new AkinException.InvalidArgument(
        file
            + ": name must end in .jsonl, .ndjson, .csv, .tsv, .parquet, .fvecs, .ivecs, .bvecs,"
            + " .npy, .hdf5 or .h5, or give --format");
  }

  /**
   * Opens a file of this format.
   *
   * @param file the file, or {@link #STDIN}
   * @param vectorName of the vectors of a file that holds nothing else
   * @param firstId number of the first record, where records bring no ids
   * @param dataset path of the matrix within an HDF5 file
   */
  public RecordSource open(Path file, String vectorName, long firstId, String dataset)
      throws IOException {
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
    if (stdin && (this == HDF5 || this == PARQUET)) {
      throw new AkinException.InvalidArgument(this + " must come from a file, not standard input");
    }
    if (this == HDF5) {
      return new Hdf5Source(file, dataset, vectorName, firstId);
    }
    if (this == PARQUET) {
      return new ParquetSource(file, firstId);
    }
    long size = stdin ? 0 : Files.size(file);
    InputStream raw = stdin ? System.in : Files.newInputStream(file);
    try {
      InputStream in = new BufferedInputStream(raw, BUFFER);
      Path folder = stdin ? Path.of("") : file.toAbsolutePath().getParent();
      return switch (this) {
        case JSONL -> new JsonLinesSource(raw, name, size, folder, firstId);
        case CSV -> new CsvSource(in, ',', name, size, folder, firstId);
        case TSV -> new CsvSource(in, '\t', name, size, folder, firstId);
        case FVECS -> new TexmexSource(in, FLOAT32, name, size, vectorName, firstId);
        case IVECS -> new TexmexSource(in, INT32, name, size, vectorName, firstId);
        case BVECS -> new TexmexSource(in, UINT8, name, size, vectorName, firstId);
        case NPY -> new NpySource(in, name, vectorName, firstId);
        case HDF5, PARQUET, IMAGES -> throw new IllegalStateException("opened above");
      };
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Whether a file of this format is a table, which must know its columns before its first row. */
  public boolean isTable() {
    return this == CSV || this == TSV || this == PARQUET;
  }

  /**
   * Creates a file of this format, or replaces it.
   *
   * @param columns of a table
   * @param vectorName of the vectors that go into a file that holds nothing else
   * @throws AkinException.InvalidArgument if this is no format to write
   */
  public RecordSink create(Path file, TableColumns columns, String vectorName) throws IOException {
    return switch (this) {
      case PARQUET -> new ParquetSink(file, columns);
      case NPY -> new NpySink(file, vectorName);
      case FVECS -> new FvecsSink(create(file), vectorName);
      case JSONL, CSV, TSV -> {
        OutputStream out = create(file);
        try {
          yield write(out, columns);
        } catch (IOException | RuntimeException e) {
          out.close();
          throw e;
        }
      }
      case IVECS, BVECS, HDF5, IMAGES ->
          throw new AkinException.InvalidArgument(
              "records can be exported as JSONL, CSV, TSV, PARQUET, FVECS and NPY, not as " + this);
    };
  }

  private static OutputStream create(Path file) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  /**
   * Writes this format into a stream; closing the one closes the other.
   *
   * @param columns of a table
   * @throws AkinException.InvalidArgument if this is no text
   */
  public RecordSink write(OutputStream out, TableColumns columns) throws IOException {
    return switch (this) {
      case JSONL -> new JsonLinesSink(out);
      case CSV -> new CsvSink(out, ',', columns);
      case TSV -> new CsvSink(out, '\t', columns);
      case PARQUET, NPY, FVECS, IVECS, BVECS, HDF5, IMAGES ->
          throw new AkinException.InvalidArgument(
              "standard output takes JSONL, CSV and TSV, not " + this);
    };
  }
}
