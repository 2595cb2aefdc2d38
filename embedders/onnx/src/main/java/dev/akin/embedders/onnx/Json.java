package dev.akin.embedders.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the JSON files of a model. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /**
   * The contents of a file; a missing node if there is no such file.
   *
   * @throws AkinException.Corrupted if it is not JSON; the message names the file
   */
  static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      return MAPPER.missingNode();
    }
    try {
      return MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new AkinException.Corrupted("not JSON: " + file + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + file, e);
    }
  }

  /**
   * The contents of a file that has been read.
   *
   * @param label its name in messages
   * @throws AkinException.Corrupted if it is not JSON
   */
  static JsonNode parse(byte[] contents, String label) {
    try {
      return MAPPER.readTree(contents);
    } catch (JsonProcessingException e) {
      throw new AkinException.Corrupted("not JSON: " + label + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + label, e);
    }
  }
}
