package dev.akin.cli.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.akin.api.AkinException;
import java.io.IOException;
import java.util.Arrays;

/** Gathers the numbers of a JSON array of unknown length; reused from record to record. */
final class FloatBuffer {
  private float[] values = new float[512];

  /** Reads the array whose opening bracket is the current token. */
  float[] read(JsonParser json, String field) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new AkinException.InvalidArgument(field + " must be an array of numbers");
    }
    int size = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      if (token == null || !token.isNumeric()) {
        throw new AkinException.InvalidArgument(
            field + " must hold numbers only: value " + size + " is " + json.getText());
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = json.getFloatValue();
    }
    return Arrays.copyOf(values, size);
  }
}
