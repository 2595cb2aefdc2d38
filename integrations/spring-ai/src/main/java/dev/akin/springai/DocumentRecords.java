package dev.akin.springai;

import dev.akin.api.AkinException;
import dev.akin.api.Hit;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.DocumentMetadata;

/**
 * A document and its embedding as a record: the embedding is the vector, the payload has the fields
 * {@code text} and {@code metadata}, an object.
 */
final class DocumentRecords {
  /** The payload field of the document's text. */
  static final String TEXT = "text";

  /** The payload field of the document's metadata. */
  static final String METADATA = "metadata";

  private DocumentRecords() {}

  /**
   * A record.
   *
   * @throws AkinException.InvalidArgument if the document is no text, or its metadata holds what a
   *     payload cannot
   */
  static Record toRecord(Document document, String vector, float[] embedding) {
    if (!document.isText()) {
      throw new AkinException.InvalidArgument(
          "document '" + document.getId() + "' is no text; media are not supported");
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    document.getMetadata().forEach((key, value) -> metadata.put(key, MetadataFilters.plain(value)));
    return Record.of(document.getId())
        .with(vector, new Input.Vector(embedding))
        .put(TEXT, document.getText())
        .put(METADATA, metadata);
  }

  /** A hit of a search; its distance is put into the metadata, as Spring AI's stores do. */
  static Document toDocument(Hit hit) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    Map<String, Value> payload = hit.record().payload();
    if (payload.get(METADATA) instanceof Value.Fields(Map<String, Value> fields)) {
      fields.forEach(
          (key, value) -> {
            if (!(value instanceof Value.Null)) {
              metadata.put(key, value.toJava());
            }
          });
    }
    metadata.put(DocumentMetadata.DISTANCE.value(), hit.distance());
    return Document.builder()
        .id(hit.id().toString())
        .text(payload.get(TEXT) instanceof Value.Text(String text) ? text : "")
        .metadata(metadata)
        .score((double) hit.score())
        .build();
  }
}
