package dev.akin.embedders.remote;

import dev.akin.api.AkinException;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Opens models behind the OpenAI embeddings API. Safe for any number of threads.
 *
 * <p>A model is described by a JSON file:
 *
 * <pre>{@code
 * {"type": "openai", "base_url": "https://api.openai.com/v1", "model": "text-embedding-3-small",
 *  "api_key_env": "OPENAI_API_KEY", "dimensions": 512}
 * }</pre>
 */
public final class OpenAiProvider implements EmbedderProvider {
  static final String TYPE = "openai";

  private final Function<String, String> environment;

  /** For {@link java.util.ServiceLoader}. */
  public OpenAiProvider() {
    this(System::getenv);
  }

  /** With another environment. */
  OpenAiProvider(Function<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<String> bundled() {
    return List.of();
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    throw new AkinException.NotFound("no model '" + name + "' comes with the remote models");
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String formats() {
    return "a .json that describes a model behind the OpenAI embeddings API";
  }

  @Override
  public boolean accepts(Path path) {
    return path.toString().endsWith(".json")
        && Files.isRegularFile(path)
        && RemoteModel.describes(path);
  }

  @Override
  public Embedder open(String name, Path path, EmbedderOptions options) {
    RemoteModel model = RemoteModel.read(path);
    String key =
        model
            .keyVariable()
            .map(
                variable -> {
                  String value = environment.apply(variable);
                  if (value == null || value.isBlank()) {
                    throw new AkinException.FailedPrecondition(
                        "model '"
                            + name
                            + "' needs a key in the environment variable "
                            + variable
                            + ", which is not set");
                  }
                  return value.strip();
                })
            .orElse("");
    return OpenAiEmbedder.open(name, model, key);
  }
}
