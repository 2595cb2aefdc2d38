package dev.akin.langchain4j;

import dev.akin.api.Hit;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.Value;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.RelevanceScore;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text segment and its embedding as a record: the embedding is the vector, the payload has the
 * fields {@code text} and {@code metadata}, an object. Numbers come back as long or double, which
 * {@link Metadata} turns into what it is asked for; UUIDs are kept as text.
 */
final class SegmentRecords {
  /** The payload field of the segment's text. */
  static final String TEXT = "text";

  /** The payload field of the segment's metadata. */
  static final String METADATA = "metadata";

  private SegmentRecords() {}

  /** A record; the segment may be null. */
  static Record toRecord(String id, String vector, Embedding embedding, TextSegment segment) {
    Record record = Record.of(id).with(vector, new Input.Vector(embedding.vector()));
    if (segment == null) {
      return record;
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    segment
        .metadata()
        .toMap()
        .forEach((key, value) -> metadata.put(key, MetadataFilters.value(value)));
    return record.put(TEXT, segment.text()).put(METADATA, metadata);
  }

  /** A hit of a cosine search; the embedding is null if it was not asked for. */
  static EmbeddingMatch<TextSegment> toMatch(Hit hit, String vector) {
    Record record = hit.record();
    Input.Vector values = record.vectors().get(vector);
    return new EmbeddingMatch<>(
        RelevanceScore.fromCosineSimilarity(hit.score()),
        record.id().toString(),
        values == null ? null : Embedding.from(values.values()),
        toSegment(record.payload()));
  }

  private static TextSegment toSegment(Map<String, Value> payload) {
    if (!(payload.get(TEXT) instanceof Value.Text(String text)) || text.isBlank()) {
      return null;
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (payload.get(METADATA) instanceof Value.Fields(Map<String, Value> fields)) {
      fields.forEach((key, value) -> putInto(metadata, key, value));
    }
    return TextSegment.from(text, Metadata.from(metadata));
  }

  /** Metadata has no booleans, arrays and objects; others may have written some. */
  private static void putInto(Map<String, Object> metadata, String key, Value value) {
    switch (value) {
      case Value.Null() -> {}
      case Value.Text _, Value.Int _, Value.Real _ -> metadata.put(key, value.toJava());
      case Value.Bool _, Value.Array _, Value.Fields _ ->
          metadata.put(key, String.valueOf(value.toJava()));
    }
  }
}
