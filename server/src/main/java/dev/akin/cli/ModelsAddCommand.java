package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.ModelInfo;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin models add NAME PATH}. */
@Command(
    name = "add",
    description = {
      "Add a model from its file or directory, which stays where it is.",
      "A server takes paths in its own directory of models only (akin serve --models DIR)."
    })
final class ModelsAddCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "Under which collections and queries refer to it.")
  private String name;

  @Parameters(
      paramLabel = "PATH",
      description = "The file or directory; for a server, relative to its directory of models.")
  private String path;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "onnx, fasttext, words or openai (default: what the files tell).")
  private String type;

  @Override
  Database open(Connection connection) {
    return connection.openOrCreate();
  }

  @Override
  int run(Database database) {
    ModelInfo model = database.addModel(name, path, Optional.ofNullable(type));
    out()
        .println(
            json()
                ? ModelsListCommand.json(model)
                : "added " + model.name() + " (" + summary(model) + ")");
    return 0;
  }

  private static String summary(ModelInfo model) {
    return ModelsListCommand.isReranker(model)
        ? "reranker"
        : model.dimension()
            + ", "
            + ModelsListCommand.modalities(model)
            + ", "
            + model.metric().id();
  }
}
