package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.api.AkinException;
import dev.akin.api.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a text model as sentence-transformers and transformers.js lay it out on disk.
 *
 * <p>Read are {@code modules.json}, {@code 1_Pooling/config.json}, {@code 2_Dense}, {@code
 * config.json}, {@code tokenizer.json}, {@code tokenizer_config.json}, {@code
 * sentence_bert_config.json} and {@code config_sentence_transformers.json}; all but {@code
 * tokenizer.json} may be missing. Where no file says how to pool, the model's own sentence vector
 * is taken, or the mean of its tokens, to unit length.
 */
public final class ModelDirectory {
  private static final int DEFAULT_MAX_TOKENS = 512;

  /** What tokenizers write for "no limit" is far above this. */
  private static final long LIMITLESS = 1_000_000;

  /** Model types whose positions start after the padding token's. */
  private static final Set<String> OFFSET_POSITIONS =
      Set.of("roberta", "xlm-roberta", "camembert", "mpnet", "longformer", "xlm-roberta-xl");

  private ModelDirectory() {}

  /**
   * Reads a model's files, but for the ONNX file itself.
   *
   * @param name under which collections will refer to it
   * @param path the model's directory, or one {@code .onnx} file in it
   * @throws AkinException.NotFound if a file is missing; the message names it
   * @throws AkinException.Corrupted if a file is not JSON; the message names it
   * @throws AkinException.InvalidArgument if the model does what is not supported
   */
  public static OnnxTextModel read(String name, Path path) {
    return read(name, ModelFiles.find(path));
  }

  /** Reads the settings of a model of these files. */
  static OnnxTextModel read(String name, ModelFiles files) {
    return text(name, files, settings(files));
  }

  /** A model of these files. */
  static OnnxTextModel text(String name, ModelFiles files, TextSettings settings) {
    byte[] tokenizer;
    try {
      tokenizer = Files.readAllBytes(files.tokenizer());
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + files.tokenizer(), e);
    }
    return new OnnxTextModel(
        name, new OnnxSource.File(files.onnx()), tokenizer, files.tokenizer().toString(), settings);
  }

  private static TextSettings settings(ModelFiles files) {
    JsonNode config = Json.read(files.transformer().resolve("config.json"));
    JsonNode sentence = Json.read(files.root().resolve("config_sentence_transformers.json"));
    SentenceModules modules = SentenceModules.read(files.root());
    JsonNode prompts = sentence.path("prompts");
    String otherwise = prompts.path(sentence.path("default_prompt_name").asText("")).asText("");
    return new TextSettings(
        modules.pooling(),
        modules.dense(),
        modules.normalize(),
        metric(sentence.path("similarity_fn_name").asText("cosine")),
        maxTokens(files.transformer(), config),
        config.path("pad_token_id").asInt(0),
        prompts.path("query").asText(otherwise),
        prompts.path("document").asText(prompts.path("passage").asText(otherwise)));
  }

  private static Metric metric(String similarity) {
    return switch (similarity) {
      case "dot", "dot_score" -> Metric.DOT;
      case "euclidean" -> Metric.EUCLIDEAN;
      case "manhattan" -> Metric.MANHATTAN;
      default -> Metric.COSINE;
    };
  }

  /** The least of the limits that the files name. */
  static int maxTokens(Path transformer, JsonNode config) {
    long sentence =
        Json.read(transformer.resolve("sentence_bert_config.json"))
            .path("max_seq_length")
            .asLong(0);
    double tokenizer =
        Json.read(transformer.resolve("tokenizer_config.json"))
            .path("model_max_length")
            .asDouble(0);
    int positions =
        config.path("max_position_embeddings").asInt(config.path("n_positions").asInt(0));
    if (OFFSET_POSITIONS.contains(config.path("model_type").asText(""))) {
      positions -= config.path("pad_token_id").asInt(1) + 1;
    }
    return IntStream.of(
            (int) Math.min(sentence, LIMITLESS), (int) Math.min(tokenizer, LIMITLESS), positions)
        .filter(limit -> limit > 0 && limit < LIMITLESS)
        .min()
        .orElse(DEFAULT_MAX_TOKENS);
  }
}
