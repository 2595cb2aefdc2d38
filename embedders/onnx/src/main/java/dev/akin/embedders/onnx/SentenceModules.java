package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.api.AkinException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What sentence-transformers does after the transformer, as {@code modules.json} lists it.
 *
 * @param pooling how it pools; empty if no file says
 * @param dense layers that come after it, in turn
 * @param normalize whether it normalises at last; where no file says, it does
 */
record SentenceModules(Optional<Pooling> pooling, List<DenseLayer> dense, boolean normalize) {
  private static final String FILE = "modules.json";
  private static final String POOLING_CONFIG = "config.json";

  private static final Map<String, Pooling> FLAGS =
      Map.of(
          "pooling_mode_cls_token", Pooling.CLS,
          "pooling_mode_mean_tokens", Pooling.MEAN,
          "pooling_mode_max_tokens", Pooling.MAX,
          "pooling_mode_mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LENGTH,
          "pooling_mode_weightedmean_tokens", Pooling.WEIGHTED_MEAN,
          "pooling_mode_lasttoken", Pooling.LAST_TOKEN);

  private static final Map<String, Pooling> MODES =
      Map.of(
          "cls", Pooling.CLS,
          "mean", Pooling.MEAN,
          "max", Pooling.MAX,
          "mean_sqrt_len_tokens", Pooling.MEAN_SQRT_LENGTH,
          "weightedmean", Pooling.WEIGHTED_MEAN,
          "lasttoken", Pooling.LAST_TOKEN);

  /**
   * Reads the modules of a model.
   *
   * @throws AkinException.InvalidArgument if one of them is not supported
   */
  static SentenceModules read(Path root) {
    JsonNode modules = Json.read(root.resolve(FILE));
    if (modules.isMissingNode()) {
      // What transformers.js needs is often all that was kept of a sentence-transformers model.
      Path config = root.resolve("1_Pooling").resolve(POOLING_CONFIG);
      return new SentenceModules(
          Files.exists(config) ? Optional.of(pooling(config)) : Optional.empty(), List.of(), true);
    }
    Optional<Pooling> pooling = Optional.empty();
    List<DenseLayer> dense = new ArrayList<>();
    boolean normalize = false;
    for (JsonNode module : modules) {
      Path directory = root.resolve(module.path("path").asText(""));
      switch (kind(module)) {
        // Dropout does nothing once a model is trained.
        case "Transformer", "Dropout" -> {}
        case "Pooling" -> pooling = Optional.of(pooling(directory.resolve(POOLING_CONFIG)));
        case "Dense" -> {
          if (normalize) {
            throw new AkinException.InvalidArgument(
                "unsupported order in " + root.resolve(FILE) + ": Dense after Normalize");
          }
          dense.add(DenseLayer.read(directory));
        }
        case "Normalize" -> normalize = true;
        default ->
            throw new AkinException.InvalidArgument(
                "unsupported module "
                    + module.path("type").asText()
                    + " in "
                    + root.resolve(FILE)
                    + ": Transformer, Pooling, Dense, Dropout and Normalize are supported");
      }
    }
    return new SentenceModules(pooling, List.copyOf(dense), normalize);
  }

  /** The directory of the transformer's files: where {@code modules.json} says, or the root. */
  static Path transformerDirectory(Path root) {
    for (JsonNode module : Json.read(root.resolve(FILE))) {
      if (kind(module).equals("Transformer")) {
        return root.resolve(module.path("path").asText("")).normalize();
      }
    }
    return root;
  }

  /** The kinds of the modules, in their order; none if no file says. */
  static List<String> kinds(Path root) {
    List<String> kinds = new ArrayList<>();
    Json.read(root.resolve(FILE)).forEach(module -> kinds.add(kind(module)));
    return kinds;
  }

  private static String kind(JsonNode module) {
    String type = module.path("type").asText("");
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static Pooling pooling(Path config) {
    JsonNode json = Json.read(config);
    if (json.isMissingNode()) {
      throw new AkinException.NotFound("missing file: " + config);
    }
    String mode = json.path("pooling_mode").asText("");
    List<Pooling> chosen =
        mode.isEmpty()
            ? FLAGS.entrySet().stream()
                .filter(flag -> json.path(flag.getKey()).asBoolean())
                .map(Map.Entry::getValue)
                .toList()
            : Optional.ofNullable(MODES.get(mode)).stream().toList();
    if (chosen.size() != 1) {
      throw new AkinException.InvalidArgument(
          "exactly one pooling of "
              + MODES.keySet()
              + " must be chosen in "
              + config
              + ": "
              + (mode.isEmpty() ? chosen : mode));
    }
    if (!json.path("include_prompt").asBoolean(true)) {
      throw new AkinException.InvalidArgument(
          "include_prompt in " + config + " must be true: false is not supported");
    }
    return chosen.getFirst();
  }
}
