package dev.akin.embedders.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a model of images as transformers.js lays it out: {@code preprocessor_config.json}, {@code
 * config.json}, and below {@code onnx} either {@code vision_model.onnx} and {@code text_model.onnx}
 * with {@code tokenizer.json} (CLIP, SigLIP), or one {@code model.onnx}, which takes text as well
 * where there is a tokenizer. The ONNX files may lie in the directory itself, and be named with
 * {@code _quantized}, {@code _int8} or {@code _fp16}.
 */
public final class ImageModelDirectory {
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final List<String> VARIANTS = List.of("", "_quantized", "_int8", "_fp16");
  private static final int CLIP_TOKENS = 77;
  private static final int SIGLIP_TOKENS = 64;

  private ImageModelDirectory() {}

  /** Whether a path is the directory of an image model, or an ONNX file in one. */
  static boolean accepts(Path path) {
    return Files.isRegularFile(root(path).resolve(PREPROCESSOR));
  }

  /**
   * Reads a model's files, but for the ONNX files themselves.
   *
   * @param name under which collections will refer to it
   * @param path the model's directory
   * @throws AkinException.NotFound if a file is missing; the message names it
   * @throws AkinException.Corrupted if a file is not JSON; the message names it
   */
  public static ImageModel read(String name, Path path) {
    Path root = root(path);
    byte[] preprocessor = bytes(root.resolve(PREPROCESSOR));
    Optional<Path> vision = find(root, "vision_model");
    if (vision.isPresent()) {
      OnnxSource onnx = new OnnxSource.File(vision.get());
      return new ImageModel(
          name,
          onnx,
          preprocessor,
          find(root, "text_model").map(file -> text(root, new OnnxSource.File(file))));
    }
    OnnxSource one =
        Files.isRegularFile(path) ? new OnnxSource.File(path) : new OnnxSource.File(single(root));
    boolean speaks = Files.isRegularFile(root.resolve("tokenizer.json"));
    return new ImageModel(
        name, one, preprocessor, speaks ? Optional.of(text(root, one)) : Optional.empty());
  }

  private static Path root(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.isRegularFile(absolute)) {
      return absolute;
    }
    Path folder = absolute.getParent();
    boolean nested = folder.endsWith("onnx") && folder.getParent() != null;
    return nested ? folder.getParent() : folder;
  }

  private static Path single(Path root) {
    return find(root, "model")
        .orElseThrow(
            () ->
                new AkinException.NotFound(
                    "missing file: "
                        + root.resolve("onnx").resolve("vision_model.onnx")
                        + " (or model.onnx)"));
  }

  private static Optional<Path> find(Path root, String name) {
    return Stream.of(root.resolve("onnx"), root)
        .flatMap(folder -> VARIANTS.stream().map(end -> folder.resolve(name + end + ".onnx")))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static ImageModel.TextSide text(Path root, OnnxSource onnx) {
    Path tokenizer = root.resolve("tokenizer.json");
    if (!Files.isRegularFile(tokenizer)) {
      throw new AkinException.NotFound("missing file: " + tokenizer);
    }
    JsonNode config = Json.read(root.resolve("config.json"));
    JsonNode text = config.path("text_config");
    boolean siglip = config.path("model_type").asText("").startsWith("siglip");
    return new ImageModel.TextSide(
        onnx,
        bytes(tokenizer),
        tokenizer.toString(),
        text.path("max_position_embeddings").asInt(siglip ? SIGLIP_TOKENS : CLIP_TOKENS),
        text.path("pad_token_id").asInt(siglip ? 1 : 0),
        siglip);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + file, e);
    }
  }
}
