package dev.akin.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes small documents, each on one line. */
public final class Json {
  /** Makes parsers and generators with Jackson's defaults. */
  public static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes one part of a document. */
  public interface Body {
    /** Called where the part belongs. */
    void write(JsonGenerator json) throws IOException;
  }

  /** A document. */
  public static String document(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A document that is an object with these fields. */
  public static String object(Body fields) {
    return document(
        json -> {
          json.writeStartObject();
          fields.write(json);
          json.writeEndObject();
        });
  }

  /** Writes an object under a name. */
  public static void object(JsonGenerator json, String name, Body fields) throws IOException {
    json.writeObjectFieldStart(name);
    fields.write(json);
    json.writeEndObject();
  }
}
