package dev.akin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.ScrollPage;
import dev.akin.cli.format.Format;
import dev.akin.cli.format.RecordSink;
import dev.akin.cli.format.TableColumns;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.output.CloseShieldOutputStream;
import org.apache.commons.io.output.WriterOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin export NAME FILE}. */
@Command(
    name = "export",
    description = {
      "Write the records as JSON Lines, CSV, TSV or Parquet, which akin import takes",
      "back equal, or the vectors alone as an fvecs or npy file.",
      "The file appears under its name when it is complete."
    })
final class ExportCommand extends ClientCommand {
  private static final int PAGE = 500;

  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file, or - for standard output.")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "JSONL, CSV, TSV, PARQUET, FVECS or NPY (default: by the file's name).")
  private Format format;

  @Option(
      names = "--no-vectors",
      description = "Leave the vectors out: an import embeds texts and images again.")
  private boolean noVectors;

  @Option(
      names = "--vector-name",
      paramLabel = "VECTOR",
      description = "The vector that goes into an fvecs or npy file (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String vectorName;

  @Override
  int run(Database database) throws IOException {
    Collection collection = database.collection(name);
    Format chosen = format == null ? Format.of(file) : format;
    TableColumns columns = new TableColumns();
    if (chosen.isTable()) {
      visit(collection, "columns", columns::add);
    }
    if (file.equals(Format.STDIN)) {
      OutputStream text = WriterOutputStream.builder().setWriter(out()).setCharset(UTF_8).get();
      try (RecordSink sink = chosen.write(CloseShieldOutputStream.wrap(text), columns)) {
        visit(collection, "export", sink::write);
      }
      text.flush();
      return 0;
    }
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    long written;
    try {
      try (RecordSink sink = chosen.create(partial, columns, vectorName)) {
        written = visit(collection, "export", sink::write);
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
    out()
        .println(
            json()
                ? Json.object(json -> json.writeNumberField("exported", written))
                : "exported " + written + " records to " + file);
    return 0;
  }

  /** Takes a record. */
  private interface Visitor {
    void visit(Record record) throws IOException;
  }

  private long visit(Collection collection, String task, Visitor visitor) throws IOException {
    Set<Include> include = noVectors ? Include.DEFAULTS : Include.ALL;
    long visited = 0;
    try (Progress progress = Progress.start(task, collection.count(), "", 1)) {
      Optional<String> cursor = Optional.empty();
      do {
        ScrollPage page = collection.scroll(cursor, PAGE, include);
        for (Record record : page.records()) {
          visitor.visit(record);
        }
        visited += page.records().size();
        progress.at(visited);
        cursor = page.next();
      } while (cursor.isPresent());
    }
    return visited;
  }
}
