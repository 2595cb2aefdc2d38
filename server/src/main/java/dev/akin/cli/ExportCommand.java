package dev.akin.cli;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.ScrollPage;
import dev.akin.cli.format.Format;
import dev.akin.cli.format.RecordJson;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin export NAME FILE}. */
@Command(
    name = "export",
    description = {
      "Write the records as JSON Lines that akin import takes back equal.",
      "The file appears under its name when it is complete."
    })
final class ExportCommand extends ClientCommand {
  private static final int PAGE = 500;

  @Parameters(index = "0", paramLabel = "NAME", description = "The collection.")
  private String name;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file, or - for standard output.")
  private Path file;

  @Option(
      names = "--no-vectors",
      description = "Leave the vectors out: an import embeds texts and images again.")
  private boolean noVectors;

  @Override
  int run(Database database) throws IOException {
    Collection collection = database.collection(name);
    if (file.equals(Format.STDIN)) {
      write(collection, out());
      return 0;
    }
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    long written;
    try {
      try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(partial))) {
        written = write(collection, lines);
        if (lines.checkError()) {
          throw new IOException(file + ": could not be written; is the disk full?");
        }
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

  private long write(Collection collection, PrintWriter lines) {
    Set<Include> include = noVectors ? Include.DEFAULTS : Include.ALL;
    long written = 0;
    try (Progress progress = Progress.start("export", collection.count(), "", 1)) {
      Optional<String> cursor = Optional.empty();
      do {
        ScrollPage page = collection.scroll(cursor, PAGE, include);
        for (Record record : page.records()) {
          // A version belongs to the collection it came from.
          lines.print(Json.object(json -> RecordJson.writeFields(json, record.unversioned())));
          lines.print('\n');
        }
        written += page.records().size();
        progress.at(written);
        cursor = page.next();
      } while (cursor.isPresent() && !lines.checkError());
    }
    return written;
  }
}
