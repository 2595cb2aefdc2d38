package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.ModelKind;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code akin models list}. */
@Command(name = "list", description = "List the models there are.")
final class ModelsListCommand extends ClientCommand {
  private static final int WIDTH = 40;

  @Override
  int run(Database database) {
    List<ModelInfo> models = database.models();
    if (json()) {
      models.forEach(model -> out().println(json(model)));
    } else {
      out()
          .println(
              Tables.of(
                  models,
                  List.of(
                      Tables.text("name", WIDTH, ModelInfo::name),
                      Tables.text("kind", WIDTH, ModelsListCommand::kind),
                      Tables.number(
                          "dimension",
                          model -> isReranker(model) ? "" : Integer.toString(model.dimension())),
                      Tables.text("reads", WIDTH, ModelsListCommand::modalities),
                      Tables.text(
                          "metric", WIDTH, model -> isReranker(model) ? "" : model.metric().id()),
                      Tables.number(
                          "max tokens",
                          model ->
                              model.maxTokens() == 0
                                  ? "no limit"
                                  : Integer.toString(model.maxTokens())))));
    }
    return 0;
  }

  /** What it is for: {@code embedder} or {@code reranker}. */
  static String kind(ModelInfo model) {
    return model.kind().name().toLowerCase(Locale.ROOT);
  }

  /** Whether it makes no vectors. */
  static boolean isReranker(ModelInfo model) {
    return model.kind() == ModelKind.RERANKER;
  }

  /** What it reads: {@code text, image}. */
  static String modalities(ModelInfo model) {
    return model.modalities().stream()
        .sorted()
        .map(ModelsListCommand::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(Modality modality) {
    return modality.name().toLowerCase(Locale.ROOT);
  }

  /** One line of JSON. */
  static String json(ModelInfo model) {
    return Json.object(
        json -> {
          json.writeStringField("name", model.name());
          json.writeStringField("kind", kind(model));
          if (!isReranker(model)) {
            json.writeNumberField("dimension", model.dimension());
          }
          json.writeArrayFieldStart("modalities");
          for (Modality modality : model.modalities().stream().sorted().toList()) {
            json.writeString(name(modality));
          }
          json.writeEndArray();
          if (!isReranker(model)) {
            json.writeStringField("metric", model.metric().id());
          }
          json.writeNumberField("max_tokens", model.maxTokens());
          json.writeStringField("fingerprint", model.fingerprint());
        });
  }
}
