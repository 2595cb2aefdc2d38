package dev.akin.server.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.akin.api.AkinException;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@code POST /v1/embeddings} in OpenAI's shape. What it names and we have not, such as
 * {@code user}, is passed over.
 *
 * @param model name
 * @param input texts
 * @param base64 whether vectors are wanted as base64 of little-endian floats, not as arrays
 * @param dimensions to which vectors are cut; 0 for all
 */
record OpenAiRequest(String model, List<String> input, boolean base64, int dimensions) {
  /**
   * Reads it.
   *
   * @throws AkinException.InvalidArgument naming the field that is wrong
   */
  static OpenAiRequest parse(String text) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      return parse(json);
    } catch (JsonProcessingException e) {
      throw new AkinException.InvalidArgument(
          "the body must be JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static OpenAiRequest parse(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new AkinException.InvalidArgument("the body must be a JSON object");
    }
    String model = "";
    List<String> input = List.of();
    boolean base64 = false;
    int dimensions = 0;
    for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "model" -> model = string(json, field);
        case "input" -> input = texts(json);
        case "encoding_format" -> base64 = isBase64(string(json, field));
        case "dimensions" -> dimensions = token == JsonToken.VALUE_NULL ? 0 : positive(json);
        default -> json.skipChildren();
      }
    }
    if (model.isEmpty()) {
      throw new AkinException.InvalidArgument("model is missing");
    }
    if (input.isEmpty()) {
      throw new AkinException.InvalidArgument("input must have at least one text");
    }
    return new OpenAiRequest(model, input, base64, dimensions);
  }

  private static List<String> texts(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return List.of(json.getText());
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new AkinException.InvalidArgument("input must be a string or an array of strings");
    }
    List<String> texts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_STRING) {
        throw new AkinException.InvalidArgument(
            "input must hold strings; tokens are not taken: value " + texts.size());
      }
      texts.add(json.getText());
    }
    return texts;
  }

  private static String string(JsonParser json, String field) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new AkinException.InvalidArgument(field + " must be a string");
    }
    return json.getText();
  }

  private static boolean isBase64(String format) {
    return switch (format) {
      case "base64" -> true;
      case "float" -> false;
      default ->
          throw new AkinException.InvalidArgument(
              "encoding_format must be float or base64: " + format);
    };
  }

  private static int positive(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getIntValue() < 1) {
      throw new AkinException.InvalidArgument("dimensions must be a whole number from 1");
    }
    return json.getIntValue();
  }
}
