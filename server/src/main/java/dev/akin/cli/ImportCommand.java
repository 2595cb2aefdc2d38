package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Expiry;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.cli.format.Format;
import dev.akin.cli.format.RecordSource;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin import NAME FILE}. */
@Command(
    name = "import",
    description = {
      "Import records from JSON Lines, CSV, TSV or Parquet, vectors from an fvecs,",
      "ivecs, bvecs, npy or HDF5 file, or the images in a directory."
    },
    footer = {
      "%nA line of JSON is a record; every field may be left out:",
      "  {\"id\": 7, \"text\": \"…\", \"payload\": {\"lang\": \"en\"}}",
      "  {\"id\": \"seven\", \"vector\": [0.1, 0.2]}",
      "  {\"id\": {\"uuid\": \"…\"}, \"image\": \"cat.png\"}",
      "%nIn CSV, TSV and Parquet columns have names: id, text, image, vector, expires_at,",
      "texts.NAME, images.NAME, vectors.NAME; any other is a field of the payload. In",
      "CSV a vector is a JSON array, and the name of a field may end in :text, :int,",
      ":real, :bool or :json to say its type.%n",
      "A record without an id takes its place in the file, counted from --first-id."
    })
final class ImportCommand extends ClientCommand {
  private static final long KIB = 1 << 10;

  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The file, a directory of images, or - for JSON Lines from standard input.")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES} (default: by the file's name).")
  private Format format;

  @Option(
      names = "--vector-name",
      paramLabel = "VECTOR",
      description = "The vector that files of vectors and images fill (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String vectorName;

  @Option(
      names = "--dataset",
      paramLabel = "PATH",
      description = "The matrix within an HDF5 file (default: ${DEFAULT-VALUE}).",
      defaultValue = "train")
  private String dataset;

  @Option(
      names = "--only",
      paramLabel = "new|existing",
      description = "Take only records whose id is not there yet, or only those whose id is.")
  private Only only;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Records that do not say when they expire do so long after they were written: a number"
              + " with ms, s, m, h or d (default: as the collection says).")
  private Duration ttl;

  @Option(
      names = "--first-id",
      paramLabel = "N",
      description = "The id of the first record that brings none (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private long firstId;

  @Override
  int run(Database database) throws IOException {
    Collection collection = database.collection(name);
    Format found = format == null ? Format.of(file) : format;
    long started = System.nanoTime();
    UpsertResult result;
    try (RecordSource source = found.open(file, vectorName, firstId, dataset)) {
      result = write(source, collection);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    out().println(json() ? json(result, seconds) : text(result, seconds));
    return 0;
  }

  private UpsertResult write(RecordSource source, Collection collection) throws IOException {
    RecordCheck check = new RecordCheck(collection.info());
    boolean bytes = source.countsBytes();
    try (Progress progress =
            Progress.start("import", source.total(), bytes ? " KiB" : "", bytes ? KIB : 1);
        RecordWriter writer = writer(collection)) {
      Optional<Record> record = source.next();
      progress.total(source.total());
      while (record.isPresent()) {
        write(expiring(record.get()), source, check, writer);
        progress.at(source.done());
        record = source.next();
      }
      flush(source, writer);
      return writer.acknowledged();
    }
  }

  private Record expiring(Record record) {
    return ttl == null || record.expiry() != Expiry.DEFAULT ? record : record.ttl(ttl);
  }

  private RecordWriter writer(Collection collection) {
    return only == null
        ? collection.writer()
        : new ConditionalWriter(
            collection, only == Only.NEW ? WriteCondition.ABSENT : WriteCondition.PRESENT);
  }

  private static void write(
      Record record, RecordSource source, RecordCheck check, RecordWriter writer) {
    String wrong = check.wrong(record);
    if (wrong != null) {
      throw new AkinException.InvalidArgument(source.place() + ": " + wrong);
    }
    try {
      writer.write(record);
    } catch (AkinException.InvalidArgument e) {
      throw refused(source, writer, e);
    }
  }

  private static void flush(RecordSource source, RecordWriter writer) {
    try {
      writer.flush();
    } catch (AkinException.InvalidArgument e) {
      throw refused(source, writer, e);
    }
  }

  /** Batches are refused whole and late, so the place is only known not to be after this one. */
  private static AkinException refused(
      RecordSource source, RecordWriter writer, AkinException.InvalidArgument cause) {
    UpsertResult done = writer.acknowledged();
    return new AkinException.InvalidArgument(
        source.place()
            + " or before: "
            + cause.getMessage()
            + " ("
            + (done.inserted() + done.updated())
            + " records before it were imported)",
        cause);
  }

  private static String json(UpsertResult result, double seconds) {
    return Json.object(
        json -> {
          json.writeNumberField("inserted", result.inserted());
          json.writeNumberField("updated", result.updated());
          json.writeNumberField("refused", result.refused().size());
          json.writeNumberField("seconds", seconds);
        });
  }

  private static String text(UpsertResult result, double seconds) {
    long records = result.inserted() + result.updated();
    return String.format(
        Locale.ROOT,
        "imported %d records in %.1f s (%.0f/s): %d new, %d replaced%s",
        records,
        seconds,
        records / seconds,
        result.inserted(),
        result.updated(),
        result.refused().isEmpty() ? "" : ", " + result.refused().size() + " left out");
  }

  /** Which records are taken. */
  private enum Only {
    NEW,
    EXISTING
  }
}
