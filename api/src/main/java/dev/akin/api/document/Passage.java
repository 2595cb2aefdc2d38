package dev.akin.api.document;

import dev.akin.api.AkinException;
import dev.akin.api.Hit;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a document that a search has found.
 *
 * @param document its id
 * @param index which part it is, from 0
 * @param start where it begins in the document's text, in UTF-16 units
 * @param end where it ends, exclusive
 * @param text the part
 * @param payload the document's
 * @param score as that of the {@link Hit}
 */
public record Passage(
    String document,
    int index,
    int start,
    int end,
    String text,
    Map<String, Value> payload,
    float score) {
  /** The payload field of a passage's record that tells what it is a passage of. */
  public static final String FIELD = "passage";

  static final String DOCUMENT = FIELD + ".document";
  static final String INDEX = FIELD + ".index";

  /** Copies the map. */
  public Passage {
    payload = Map.copyOf(payload);
  }

  /** The record of a document's part. */
  static Record record(Document document, int index, Span span, String vector) {
    Map<String, Value> place = new LinkedHashMap<>();
    place.put("document", Value.of(document.id()));
    place.put("index", Value.of(index));
    place.put("start", Value.of(span.start()));
    place.put("end", Value.of(span.end()));
    Record record =
        Record.of(document.id() + "#" + index)
            .with(vector, new Input.Text(span.of(document.text())));
    for (Map.Entry<String, Value> field : document.payload().entrySet()) {
      record = record.put(field.getKey(), field.getValue());
    }
    return record.put(FIELD, new Value.Fields(place));
  }

  /**
   * The passage that a record is.
   *
   * @throws AkinException.FailedPrecondition if it is none, or its text was not kept
   */
  static Passage of(Hit hit, String vector) {
    Record record = hit.record();
    if (!(record.payload().get(FIELD) instanceof Value.Fields(Map<String, Value> place)
        && place.get("document") instanceof Value.Text(String document)
        && place.get("index") instanceof Value.Int(long index)
        && place.get("start") instanceof Value.Int(long start)
        && place.get("end") instanceof Value.Int(long end))) {
      throw new AkinException.FailedPrecondition(
          "record '" + record.id() + "' is no passage of a document");
    }
    if (!(record.sources().get(vector) instanceof Input.Text(String text))) {
      throw new AkinException.FailedPrecondition(
          "passages have no text: vector '" + vector + "' does not keep its sources");
    }
    Map<String, Value> payload = new LinkedHashMap<>(record.payload());
    payload.remove(FIELD);
    return new Passage(document, (int) index, (int) start, (int) end, text, payload, hit.score());
  }
}
