package dev.akin.embedders.words;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.AkinException;
import dev.akin.embedders.Embedder;
import dev.akin.embedders.EmbedderOptions;
import dev.akin.embedders.EmbedderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Opens word vectors as word2vec, GloVe and fastText pass them around, and descriptions that say
 * how sentences are made of them. Safe for any number of threads.
 *
 * <p>A description is a JSON file beside the vectors, whose paths start at its folder:
 *
 * <pre>{@code
 * {"type": "words", "vectors": "glove.txt.gz", "sentence": "sif", "corpus": "sentences.txt", "a": 0.001}
 * }</pre>
 *
 * <p>{@code sentence} is {@code mean} or {@code sif}, which needs a {@code corpus} of a sentence
 * per line; {@code vectors} may also be a fastText model.
 */
public final class WordVectorProvider implements EmbedderProvider {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> FIELDS = Set.of("type", "vectors", "sentence", "corpus", "a");
  private static final List<String> ENDINGS = List.of(".vec", ".txt", ".bin");

  /** For {@link java.util.ServiceLoader}. */
  public WordVectorProvider() {}

  @Override
  public List<String> bundled() {
    return List.of();
  }

  @Override
  public Embedder openBundled(String name, EmbedderOptions options) {
    throw new AkinException.NotFound("no model '" + name + "' comes with the word vectors");
  }

  @Override
  public String type() {
    return "words";
  }

  @Override
  public String formats() {
    return "word vectors (.vec, .txt or .bin of word2vec, GloVe or fastText, or any of these"
        + " gzipped), or a .json that describes some";
  }

  @Override
  public boolean accepts(Path path) {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    String name = path.toString();
    if (name.endsWith(".json")) {
      try {
        return read(path).path("type").asText("").equals("words");
      } catch (AkinException e) {
        return false;
      }
    }
    String unzipped = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return ENDINGS.stream().anyMatch(unzipped::endsWith) && !FastTextModel.looksLikeOne(path);
  }

  @Override
  public Embedder open(String name, Path path, EmbedderOptions options) {
    if (!path.toString().endsWith(".json")) {
      return new WordVectorEmbedder(name, WordVectorFile.read(path), new SentenceMethod.Mean());
    }
    JsonNode described = read(path);
    for (Iterator<String> fields = described.fieldNames(); fields.hasNext(); ) {
      String field = fields.next();
      if (!FIELDS.contains(field)) {
        throw new AkinException.InvalidArgument(
            "unknown field '"
                + field
                + "' in "
                + path
                + "; there are "
                + String.join(", ", FIELDS.stream().sorted().toList()));
      }
    }
    Path vectors = file(path, described, "vectors");
    WordModel model =
        FastTextModel.looksLikeOne(vectors)
            ? new FastTextWords(FastTextModel.open(vectors))
            : WordVectorFile.read(vectors);
    try {
      return new WordVectorEmbedder(name, model, method(path, described, model));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static SentenceMethod method(Path path, JsonNode described, WordModel model) {
    String sentence = described.path("sentence").asText("mean");
    double a = described.path("a").asDouble(Sif.DEFAULT_A);
    if (!(a > 0) || !Double.isFinite(a)) {
      throw new AkinException.InvalidArgument(
          "a in " + path + " must be above 0: " + described.path("a"));
    }
    return switch (sentence) {
      case "mean" -> new SentenceMethod.Mean();
      case "sif" ->
          new SentenceMethod.Weighted(Sif.learn(model, file(path, described, "corpus"), a));
      default ->
          throw new AkinException.InvalidArgument(
              "sentence in " + path + " must be mean or sif: " + sentence);
    };
  }

  private static Path file(Path description, JsonNode described, String field) {
    String named = described.path(field).asText("");
    if (named.isEmpty()) {
      throw new AkinException.InvalidArgument(
          field + " in " + description + " must name a file, and is missing");
    }
    return description.toAbsolutePath().resolveSibling(named);
  }

  private static JsonNode read(Path path) {
    try {
      return MAPPER.readTree(path.toFile());
    } catch (JsonProcessingException e) {
      throw new AkinException.Corrupted("not JSON: " + path + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + path, e);
    }
  }
}
