package dev.akin.embedders.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.AkinException;
import dev.akin.api.VectorSpec;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * What a description says of a model that runs elsewhere. It holds no key: only the name of the
 * environment variable that has it. Immutable.
 *
 * @param endpoint of the embeddings
 * @param model its name there
 * @param keyVariable the environment variable with the key, if one is needed
 * @param dimensions to ask the model for; 0 to take what it makes
 * @param batchSize texts of one request
 * @param concurrency requests of documents at once
 * @param timeout of one attempt
 * @param deadline of one request with all its attempts
 * @param maxRetries after the first attempt
 * @param maxTokens that the model is said to read of one text; 0 for not said
 * @param base64 whether to ask for vectors in base64
 * @param queryPrefix goes before each query
 * @param documentPrefix goes before each document
 */
record RemoteModel(
    URI endpoint,
    String model,
    Optional<String> keyVariable,
    int dimensions,
    int batchSize,
    int concurrency,
    Duration timeout,
    Duration deadline,
    int maxRetries,
    int maxTokens,
    boolean base64,
    String queryPrefix,
    String documentPrefix) {
  /** What the API takes at most. */
  static final int MAX_BATCH = 2048;

  private static final int MAX_SECONDS = 3600;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> FIELDS =
      Set.of(
          "type",
          "base_url",
          "model",
          "api_key_env",
          "dimensions",
          "batch_size",
          "concurrency",
          "timeout_seconds",
          "deadline_seconds",
          "max_retries",
          "max_tokens",
          "encoding_format",
          "query_prefix",
          "document_prefix");

  /** Whether a file is the description of such a model. */
  static boolean describes(Path file) {
    try {
      return MAPPER.readTree(file.toFile()).path("type").asText("").equals(OpenAiProvider.TYPE);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a description.
   *
   * @throws AkinException.InvalidArgument for a field that is unknown, missing or wrong
   */
  static RemoteModel read(Path file) {
    JsonNode json;
    try {
      json = MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new AkinException.Corrupted("not JSON: " + file + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + file, e);
    }
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new AkinException.InvalidArgument(
            "unknown field '"
                + name
                + "' in "
                + file
                + "; there are "
                + String.join(", ", FIELDS.stream().sorted().toList())
                + (name.contains("key")
                    ? ". A key is never in a file: api_key_env names an environment variable"
                    : ""));
      }
    }
    String encoding = json.path("encoding_format").asText("base64");
    if (!encoding.equals("base64") && !encoding.equals("float")) {
      throw wrong(file, "encoding_format", "base64 or float", encoding);
    }
    return new RemoteModel(
        endpoint(file, text(file, json, "base_url")),
        text(file, json, "model"),
        Optional.of(json.path("api_key_env").asText("")).filter(name -> !name.isEmpty()),
        number(file, json, "dimensions", 0, 0, VectorSpec.MAX_DIMENSION),
        number(file, json, "batch_size", 128, 1, MAX_BATCH),
        number(file, json, "concurrency", 4, 1, 256),
        Duration.ofSeconds(number(file, json, "timeout_seconds", 30, 1, MAX_SECONDS)),
        Duration.ofSeconds(number(file, json, "deadline_seconds", 120, 1, MAX_SECONDS)),
        number(file, json, "max_retries", 5, 0, 100),
        number(file, json, "max_tokens", 0, 0, Integer.MAX_VALUE),
        encoding.equals("base64"),
        json.path("query_prefix").asText(""),
        json.path("document_prefix").asText(""));
  }

  private static URI endpoint(Path file, String base) {
    try {
      URI uri = new URI(base.endsWith("/") ? base + "embeddings" : base + "/embeddings");
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
        throw wrong(file, "base_url", "such as https://api.openai.com/v1", base);
      }
      if (uri.getUserInfo() != null) {
        throw new AkinException.InvalidArgument(
            "base_url in "
                + file
                + " must not hold a password; api_key_env names the environment variable with a"
                + " key");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw wrong(file, "base_url", "such as https://api.openai.com/v1", base);
    }
  }

  private static String text(Path file, JsonNode json, String field) {
    String text = json.path(field).asText("");
    if (text.isEmpty()) {
      throw new AkinException.InvalidArgument(field + " in " + file + " is missing");
    }
    return text;
  }

  private static int number(
      Path file, JsonNode json, String field, int otherwise, int from, int to) {
    JsonNode node = json.path(field);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.canConvertToInt() || node.asInt() < from || node.asInt() > to) {
      throw wrong(file, field, from + " to " + to, node.toString());
    }
    return node.asInt();
  }

  private static AkinException.InvalidArgument wrong(
      Path file, String field, String right, String value) {
    return new AkinException.InvalidArgument(
        field + " in " + file + " must be " + right + ": " + value);
  }

  /** All that changes the vectors. Where the server is does not. */
  String canonical() {
    return String.join(
        "\u0001",
        OpenAiProvider.TYPE,
        model,
        Integer.toString(dimensions),
        queryPrefix,
        documentPrefix);
  }
}
