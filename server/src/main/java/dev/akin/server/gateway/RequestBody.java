package dev.akin.server.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.akin.api.AkinException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The JSON that a request brings. */
final class RequestBody {
  private RequestBody() {}

  /**
   * Reads it.
   *
   * @param maxBytes what is longer is refused, and not read
   * @throws AkinException.InvalidArgument if it is not UTF-8 or said to be no JSON
   * @throws AkinException.ResourceExhausted if it is too long
   */
  static String read(HttpExchange exchange, int maxBytes) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null && !type.matches("(?i)application/json *(;.*)?")) {
      throw new AkinException.InvalidArgument("Content-Type must be application/json: " + type);
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(maxBytes);
    if (bytes.length == maxBytes && exchange.getRequestBody().read() >= 0) {
      throw new AkinException.ResourceExhausted(
          "a message may have " + maxBytes + " bytes (--max-message-bytes)");
    }
    try (InputStreamReader text =
        new InputStreamReader(
            new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder())) {
      return text.readAllAsString();
    } catch (CharacterCodingException e) {
      throw new AkinException.InvalidArgument("the body must be JSON in UTF-8", e);
    }
  }
}
