package dev.akin.proto;

import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Records of every shape there is. The same seed gives the same records. */
final class RandomRecords {
  private static final int[] LETTERS = {'a', 'Z', '0', '\n', '\'', 0xe9, 0x4e16, 0x1f30a};

  private final Random random;

  RandomRecords(Random random) {
    this.random = random;
  }

  Record next() {
    Map<String, Input> sources = new LinkedHashMap<>();
    Map<String, Input.Vector> vectors = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      vectors.put("v" + i, vector());
      sources.put("s" + i, random.nextBoolean() ? Input.text(text()) : image());
    }
    return new Record(id(), random.nextLong(), sources, vectors, fields(4), expiry());
  }

  private Expiry expiry() {
    return switch (random.nextInt(4)) {
      case 0 -> Expiry.DEFAULT;
      case 1 -> Expiry.NEVER;
      case 2 -> Expiry.after(Duration.ofMillis(1 + random.nextInt(Integer.MAX_VALUE)));
      default -> Expiry.at(Instant.ofEpochMilli(random.nextLong(Expiry.LATEST.toEpochMilli())));
    };
  }

  private RecordId id() {
    return switch (random.nextInt(3)) {
      case 0 -> RecordId.of("i" + text());
      case 1 -> RecordId.of(random.nextLong());
      default -> RecordId.of(new UUID(random.nextLong(), random.nextLong()));
    };
  }

  private Input.Vector vector() {
    float[] values = new float[1 + random.nextInt(40)];
    for (int i = 0; i < values.length; i++) {
      do {
        values[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(values[i]));
    }
    return new Input.Vector(values);
  }

  private Input image() {
    byte[] bytes = new byte[1 + random.nextInt(20)];
    random.nextBytes(bytes);
    return Input.image(bytes);
  }

  private Map<String, Value> fields(int depth) {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      fields.put(text(), value(depth));
    }
    return fields;
  }

  private Value value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> Value.Null.INSTANCE;
      case 1 -> new Value.Bool(random.nextBoolean());
      case 2 -> new Value.Int(random.nextLong());
      case 3 -> new Value.Real(random.nextGaussian() * 1e300);
      case 4 -> new Value.Text(text());
      case 5 -> {
        List<Value> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          values.add(value(depth - 1));
        }
        yield new Value.Array(values);
      }
      default -> new Value.Fields(fields(depth - 1));
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(LETTERS[random.nextInt(LETTERS.length)]);
    }
    return text.toString();
  }
}
