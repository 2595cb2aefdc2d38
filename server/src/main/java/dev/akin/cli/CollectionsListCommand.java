package dev.akin.cli;

import dev.akin.api.CollectionInfo;
import dev.akin.api.Database;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code akin collections list}. */
@Command(name = "list", description = "List the collections.")
final class CollectionsListCommand extends ClientCommand {
  private static final int NAME_WIDTH = 40;
  private static final int VECTORS_WIDTH = 80;

  @Override
  int run(Database database) {
    List<CollectionInfo> collections = database.collections();
    if (json()) {
      collections.forEach(info -> out().println(CollectionText.json(info)));
    } else if (collections.isEmpty()) {
      err().println("no collections yet; akin collections create NAME --embedder minilm");
    } else {
      out()
          .println(
              Tables.of(
                  collections,
                  List.of(
                      Tables.text("name", NAME_WIDTH, CollectionInfo::name),
                      Tables.number("records", info -> Long.toString(info.count())),
                      Tables.text("vectors", VECTORS_WIDTH, CollectionText::vectors))));
    }
    return 0;
  }
}
