package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code akin models list}. */
@Command(name = "list", description = "List the embedding models there are.")
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
                      Tables.number("dimension", model -> Integer.toString(model.dimension())),
                      Tables.text("embeds", WIDTH, ModelsListCommand::modalities),
                      Tables.text("metric", WIDTH, model -> model.metric().id()),
                      Tables.number(
                          "max tokens",
                          model ->
                              model.maxTokens() == 0
                                  ? "no limit"
                                  : Integer.toString(model.maxTokens())))));
    }
    return 0;
  }

  /** What it embeds: {@code text, image}. */
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
          json.writeNumberField("dimension", model.dimension());
          json.writeArrayFieldStart("modalities");
          for (Modality modality : model.modalities().stream().sorted().toList()) {
            json.writeString(name(modality));
          }
          json.writeEndArray();
          json.writeStringField("metric", model.metric().id());
          json.writeNumberField("max_tokens", model.maxTokens());
          json.writeStringField("fingerprint", model.fingerprint());
        });
  }
}
