package dev.akin.cli;

import dev.akin.api.CollectionInfo;
import dev.akin.api.Database;
import dev.akin.api.VectorInfo;
import dev.akin.cli.format.DurationText;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin collections describe NAME}. */
@Command(name = "describe", description = "Show what a collection is made of and its state.")
final class CollectionsDescribeCommand extends ClientCommand {
  private static final int WIDTH = 40;

  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

  @Override
  int run(Database database) {
    CollectionInfo info = database.collection(name).info();
    if (json()) {
      out().println(CollectionText.json(info));
      return 0;
    }
    out()
        .println(
            info.name()
                + ": "
                + info.count()
                + " records, sync "
                + info.sync().id()
                + info.ttl().map(ttl -> ", ttl " + DurationText.format(ttl)).orElse("")
                + (info.dead() == 0 ? "" : ", " + info.dead() + " dead ones")
                + "\n");
    info.optimizing()
        .ifPresent(it -> out().println("optimizing: " + CollectionText.optimizing(it) + "\n"));
    info.altering()
        .ifPresent(it -> out().println("altering: " + CollectionText.altering(it) + "\n"));
    info.fullText()
        .ifPresent(it -> out().println("full text: " + CollectionText.fullText(it) + "\n"));
    if (!info.payloadIndexes().isEmpty()) {
      out()
          .println(
              "payload indexes: "
                  + info.payloadIndexes().entrySet().stream()
                      .map(CollectionText::payloadIndex)
                      .collect(Collectors.joining(", "))
                  + "\n");
    }
    List<Map.Entry<String, VectorInfo>> vectors = List.copyOf(info.vectors().entrySet());
    if (vectors.isEmpty()) {
      out().println("no vectors: a store of records");
      return 0;
    }
    out()
        .println(
            Tables.of(
                vectors,
                List.of(
                    Tables.text("vector", WIDTH, Map.Entry::getKey),
                    Tables.number(
                        "dimension",
                        entry -> Integer.toString(entry.getValue().spec().dimension())),
                    Tables.text(
                        "embedder", WIDTH, entry -> entry.getValue().spec().embedder().orElse("")),
                    Tables.text("metric", WIDTH, entry -> entry.getValue().spec().metric().id()),
                    Tables.text(
                        "index", WIDTH, entry -> CollectionText.index(entry.getValue().spec())),
                    Tables.number("indexed", entry -> Long.toString(entry.getValue().indexed())),
                    Tables.number("pending", entry -> Long.toString(entry.getValue().pending())),
                    Tables.number(
                        "memory", entry -> CollectionText.bytes(entry.getValue().memoryBytes())))));
    return 0;
  }
}
