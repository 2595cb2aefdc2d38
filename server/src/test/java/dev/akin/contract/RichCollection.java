package dev.akin.contract;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A collection that has something of everything, and everything that can be read of one. */
final class RichCollection {
  private static final CollectionSpec SPEC =
      CollectionSpec.ofDimension(300)
          .vector("words", VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).metric(Metric.DOT))
          .vector("flat", VectorSpec.ofDimension(2).index(FlatConfig.DEFAULTS))
          .sync(SyncMode.OS);

  private RichCollection() {}

  static Collection create(Database db, String name) {
    Collection rich = db.createCollection(name, SPEC);
    rich.createPayloadIndex("n", PayloadIndexType.NUMBER);
    rich.upsert(
        Record.of(-1L)
            .with("words", Input.text("the quick brown fox"))
            .put("n", 1)
            .put("real", 1.0)
            .put("null", null)
            .put("list", List.of(true, "x", Map.of("deep", 1L))),
        Record.of("text").vector(vector(1)).put("n", 2),
        Record.of(RecordId.of(new UUID(-1, 1)))
            .with("flat", Input.vector(1, 2))
            .with("words", new Input.Vector(new float[26]))
            .with("words", Input.image(image()))
            .put("n", 3),
        Record.of("replaced").vector(vector(2)).put("n", 4),
        Record.of("deleted").vector(vector(3)).put("n", 5));
    rich.upsert(Record.of("replaced").vector(vector(4)).put("n", 6));
    rich.delete(RecordId.of("deleted"));
    return rich;
  }

  private static float[] vector(int seed) {
    float[] values = new float[300];
    Arrays.fill(values, seed);
    return values;
  }

  private static byte[] image() {
    byte[] bytes = new byte[10_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * i);
    }
    return bytes;
  }

  /** All records with all they hold, in id order. */
  static List<Record> contents(Collection collection) {
    List<Record> records = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      var page = collection.scroll(cursor, 1000, Include.ALL);
      records.addAll(page.records());
      cursor = page.next();
    } while (cursor.isPresent());
    return records;
  }
}
