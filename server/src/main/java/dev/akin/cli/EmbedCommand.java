package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.Purpose;
import dev.akin.api.TokenVector;
import dev.akin.cli.format.RecordJson;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderRegistry;
import dev.akin.server.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code akin embed}. */
@Command(
    name = "embed",
    description = {
      "Embed texts: one JSON array per text, in order.",
      "A model given as a path is opened in this process; one given by name is the database's."
    })
final class EmbedCommand extends ClientCommand {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME|PATH",
      description = "A model's name (akin models list), or its file or directory.")
  private String model;

  @Option(
      names = "--no-normalize",
      description = "Leave out the model's own normalisation to unit length.")
  private boolean noNormalize;

  @Option(
      names = "--tokens",
      description =
          "Print each token with its vector in the text's context instead, one document per token.")
  private boolean tokens;

  @Option(names = "--query", description = "Embed as queries, for models that tell them apart.")
  private boolean query;

  @Option(
      names = "--long-text",
      paramLabel = "FATE",
      description =
          "Texts longer than the model reads: truncate, average (of their pieces) or reject"
              + " (default: truncate).")
  private LongText longText = LongText.TRUNCATE;

  @Parameters(arity = "1..*", paramLabel = "TEXT", description = "The texts.")
  private List<String> texts;

  @Override
  public Integer call() throws Exception {
    if (!isPath(model)) {
      return super.call();
    }
    Path path = Path.of(model);
    if (!Files.exists(path)) {
      throw new AkinException.NotFound(path + ": no such file or directory");
    }
    try (Embedder embedder =
        EmbedderRegistry.load().open("model", path, EmbedderOptions.DEFAULTS)) {
      if (tokens) {
        texts.forEach(text -> printTokens(embedder.embedTokens(text)));
      } else {
        print(embedder.embed(inputs(), options()));
      }
    }
    return 0;
  }

  /** A model's name has no slash; whatever has one, or starts with a dot, is a path. */
  private static boolean isPath(String model) {
    return model.contains("/") || model.contains("\\") || model.startsWith(".");
  }

  @Override
  int run(Database database) {
    if (tokens) {
      texts.forEach(text -> printTokens(database.embedTokens(model, text)));
    } else {
      print(database.embed(model, inputs(), options()));
    }
    return 0;
  }

  private List<Input> inputs() {
    return texts.stream().map(Input::text).toList();
  }

  private EmbedOptions options() {
    return new EmbedOptions(query ? Purpose.QUERY : Purpose.DOCUMENT, !noNormalize, longText);
  }

  private void printTokens(List<TokenVector> vectors) {
    for (TokenVector token : vectors) {
      out()
          .println(
              Json.object(
                  json -> {
                    json.writeStringField("token", token.token());
                    json.writeNumberField("start", token.start());
                    json.writeNumberField("end", token.end());
                    json.writeFieldName("vector");
                    RecordJson.writeVector(json, token.vector());
                  }));
    }
  }

  private void print(List<float[]> vectors) {
    for (int i = 0; i < vectors.size(); i++) {
      String text = texts.get(i);
      float[] vector = vectors.get(i);
      out()
          .println(
              json()
                  ? Json.object(
                      json -> {
                        json.writeStringField("text", text);
                        json.writeFieldName("vector");
                        RecordJson.writeVector(json, vector);
                      })
                  : Json.document(json -> RecordJson.writeVector(json, vector)));
    }
  }
}
