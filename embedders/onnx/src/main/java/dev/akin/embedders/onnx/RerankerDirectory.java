package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.api.AkinException;
import dev.akin.api.index.Metric;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a cross-encoder as sentence-transformers and transformers.js keep it: a transformer for the
 * classification of sequences with one label, and the activation that is applied to its output.
 *
 * <p>The activation is looked for where sentence-transformers has written it: {@code activation_fn}
 * in {@code config_sentence_transformers.json}, before that {@code
 * sentence_transformers.activation_fn} in {@code config.json}, before version 4 {@code
 * sbert_ce_default_activation_function} there. Where no file says, it is the logistic function, as
 * {@code CrossEncoder} has it.
 */
final class RerankerDirectory {
  /** The modules of sentence-transformers that may be there: those that change nothing. */
  private static final Set<String> MODULES = Set.of("Transformer", "Dropout");

  private RerankerDirectory() {}

  /**
   * Whether the files are of a cross-encoder.
   *
   * @throws AkinException.Corrupted if one is not JSON; the message names it
   */
  static boolean accepts(ModelFiles files) {
    JsonNode sentence = sentence(files);
    if (sentence.path("model_type").asText("").equals("CrossEncoder")) {
      return true;
    }
    boolean pools = modules(files).contains("Pooling");
    return !pools
        && config(files)
            .path("architectures")
            .path(0)
            .asText("")
            .endsWith("ForSequenceClassification");
  }

  /**
   * Reads a model's files, but for the ONNX file itself.
   *
   * @param name under which queries will refer to it
   * @throws AkinException.Corrupted if a file is not JSON; the message names it
   * @throws AkinException.InvalidArgument if the model does what is not supported
   */
  static OnnxRerankerModel read(String name, ModelFiles files) {
    List<String> others =
        modules(files).stream().filter(module -> !MODULES.contains(module)).toList();
    if (!others.isEmpty()) {
      throw new AkinException.InvalidArgument(
          "unsupported module "
              + others.getFirst()
              + " of a reranker in "
              + files.root()
              + ": a Transformer alone is supported");
    }
    String prompt = sentence(files).path("default_prompt_name").asText("");
    if (!prompt.isEmpty() && !prompt.equals("null")) {
      throw new AkinException.InvalidArgument(
          "default_prompt_name in config_sentence_transformers.json must not be given for a"
              + " reranker: '"
              + prompt
              + "' in "
              + files.root());
    }
    JsonNode config = config(files);
    TextSettings settings =
        new TextSettings(
            Optional.empty(),
            List.of(),
            false,
            Metric.DOT,
            ModelDirectory.maxTokens(files.transformer(), config),
            config.path("pad_token_id").asInt(0),
            "",
            "");
    return new OnnxRerankerModel(
        ModelDirectory.text(name, files, settings), activation(files, config));
  }

  private static OnnxRerankerModel.Activation activation(ModelFiles files, JsonNode config) {
    String function =
        Stream.of(
                sentence(files).path("activation_fn"),
                config.path("sentence_transformers").path("activation_fn"),
                config.path("sbert_ce_default_activation_function"))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText)
            .findFirst()
            .orElse("Sigmoid");
    return switch (function.substring(function.lastIndexOf('.') + 1)) {
      case "Identity" -> OnnxRerankerModel.Activation.IDENTITY;
      case "Sigmoid" -> OnnxRerankerModel.Activation.SIGMOID;
      default ->
          throw new AkinException.InvalidArgument(
              "unsupported activation "
                  + function
                  + " of the reranker in "
                  + files.root()
                  + ": Identity and Sigmoid are supported");
    };
  }

  private static List<String> modules(ModelFiles files) {
    return SentenceModules.kinds(files.root());
  }

  private static JsonNode sentence(ModelFiles files) {
    return Json.read(files.root().resolve("config_sentence_transformers.json"));
  }

  private static JsonNode config(ModelFiles files) {
    return Json.read(files.transformer().resolve("config.json"));
  }
}
