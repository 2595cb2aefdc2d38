package dev.akin.cli.format;

import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Records with every kind of id, input and payload value. */
final class RandomRecords {
  private RandomRecords() {}

  static Record next(Random random) {
    Record record = Record.of(id(random));
    if (random.nextBoolean()) {
      record = record.with(Record.DEFAULT_VECTOR, source(random));
    }
    if (random.nextBoolean()) {
      record = record.with("title", source(random)).with("body", source(random));
    }
    if (random.nextBoolean()) {
      record = record.with(Record.DEFAULT_VECTOR, vector(random));
    }
    if (random.nextBoolean()) {
      record = record.with("title", vector(random)).with("other", vector(random));
    }
    for (int fields = random.nextInt(4); fields > 0; fields--) {
      record = record.put(string(random), value(random, 3));
    }
    return record;
  }

  private static RecordId id(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> RecordId.of(random.nextLong());
      case 1 -> RecordId.of(new UUID(random.nextLong(), random.nextLong()));
      default -> RecordId.of("id" + string(random));
    };
  }

  private static Input source(Random random) {
    if (random.nextBoolean()) {
      return Input.text(string(random));
    }
    byte[] bytes = new byte[1 + random.nextInt(50)];
    random.nextBytes(bytes);
    return Input.image(bytes);
  }

  private static Input vector(Random random) {
    float[] values = new float[1 + random.nextInt(1000)];
    for (int i = 0; i < values.length; i++) {
      do {
        values[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(values[i]));
    }
    return Input.vector(values);
  }

  private static Value value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> Value.Null.INSTANCE;
      case 1 -> new Value.Bool(random.nextBoolean());
      case 2 -> new Value.Int(random.nextLong());
      case 3 -> new Value.Real(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 4 -> new Value.Text(string(random));
      case 5 -> {
        List<Value> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          values.add(value(random, depth - 1));
        }
        yield new Value.Array(values);
      }
      default -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          fields.put(string(random), value(random, depth - 1));
        }
        yield new Value.Fields(fields);
      }
    };
  }

  /** Of ASCII with its control characters, Latin, CJK and emoji. */
  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x80);
            case 1 -> 0xC0 + random.nextInt(0x40);
            case 2 -> 0x4E00 + random.nextInt(0x100);
            default -> 0x1F600 + random.nextInt(0x40);
          });
    }
    return text.toString();
  }
}
