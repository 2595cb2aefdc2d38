package dev.akin.cli;

import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.SyncMode;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin collections create NAME}. */
@Command(
    name = "create",
    description = "Create a collection whose vectors a model makes, or the caller brings.")
final class CollectionsCreateCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Mixin private VectorOptions vector;

  @Option(
      names = "--vector-name",
      paramLabel = "VECTOR",
      description = "The name of the vector (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String vectorName;

  @Option(
      names = "--sync",
      paramLabel = "MODE",
      description =
          "When a write is safe from a loss of power: always (before it is acknowledged),"
              + " interval (a tenth of a second later) or os (default: always).")
  private SyncMode sync = SyncMode.ALWAYS;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Records expire so long after they were written, unless they say otherwise: a number with"
              + " ms, s, m, h or d (default: they stay).")
  private Duration ttl;

  @Override
  Database open(Connection connection) {
    return connection.openOrCreate();
  }

  @Override
  int run(Database database) {
    CollectionSpec collection =
        CollectionSpec.empty().vector(vectorName, vector.spec(spec().commandLine())).sync(sync);
    if (ttl != null) {
      collection = collection.ttl(ttl);
    }
    CollectionInfo info = database.createCollection(name, collection).info();
    out()
        .println(
            json()
                ? CollectionText.json(info)
                : "created " + info.name() + " (" + CollectionText.vectors(info) + ")");
    return 0;
  }
}
