package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private static final RecordCodec.Row ROW =
      new RecordCodec.Row(
          RecordId.of("an id"),
          1_800_000_000_000L,
          List.of(
              new RecordCodec.Part(1, true, false),
              new RecordCodec.Part(2, false, true),
              new RecordCodec.Part(KeyLayout.MAX_VECTOR_ID, true, true)),
          payload());

  static Map<String, Value> payload() {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("z first", Value.of("text \u00e9 \ud83d\ude00"));
    payload.put("null", Value.of(null));
    payload.put("yes", Value.of(true));
    payload.put("no", Value.of(false));
    payload.put("min", Value.of(Long.MIN_VALUE));
    payload.put("max", Value.of(Long.MAX_VALUE));
    payload.put("one", Value.of(1));
    payload.put("one as real", Value.of(1.0));
    payload.put("minus zero", Value.of(-0.0));
    payload.put("tiny", Value.of(Double.MIN_VALUE));
    payload.put("", Value.of(""));
    payload.put("array", Value.of(List.of(1, "two", List.of(), Map.of("three", 3.5))));
    payload.put("a last", Value.of(Map.of("nested", Map.of("deeper", List.of(true)))));
    return payload;
  }

  @Test
  void roundTripsEveryType() throws Damaged {
    byte[] encoded = RecordCodec.encode(ROW);
    RecordCodec.Row decoded = RecordCodec.decode(encoded, true);
    assertThat(decoded).isEqualTo(ROW);
    assertThat(decoded.payload().keySet()).containsExactlyElementsOf(ROW.payload().keySet());
    assertThat(RecordCodec.decode(encoded, false).payload()).isEmpty();
  }

  @Test
  void roundTripsWithoutExpiryPartsAndPayload() throws Damaged {
    RecordCodec.Row bare =
        new RecordCodec.Row(RecordId.of(7), RecordCodec.NO_EXPIRY, List.of(), Map.of());
    assertThat(RecordCodec.decode(RecordCodec.encode(bare), true)).isEqualTo(bare);
  }

  @Test
  void longTextsAndDeepNestingComeBack() throws Damaged {
    Object nested = "core";
    for (int i = 1; i < ValueCodec.MAX_DEPTH; i++) {
      nested = i % 2 == 0 ? List.of(nested) : Map.of("n", nested);
    }
    Map<String, Value> payload =
        Map.of("long", Value.of("x".repeat(30_000_000)), "deep", Value.of(nested));
    byte[] cbor = ValueCodec.toCbor(payload);
    assertThat(ValueCodec.fromCbor(cbor, 0, cbor.length)).isEqualTo(payload);
  }

  @Test
  void refusesWhatCannotBeStored() {
    Object nested = "core";
    for (int i = 0; i < ValueCodec.MAX_DEPTH; i++) {
      nested = List.of(nested);
    }
    Map<String, Value> tooDeep = Map.of("deep", Value.of(nested));
    assertThatThrownBy(() -> ValueCodec.toCbor(tooDeep))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("100 levels");
    Map<String, Value> unpaired = Map.of("text", Value.of("\ud800"));
    assertThatThrownBy(() -> ValueCodec.toCbor(unpaired))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("payload");
    Map<String, Value> unpairedName = Map.of("\udc00", Value.of(1));
    assertThatThrownBy(() -> ValueCodec.toCbor(unpairedName))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("payload");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] encoded = RecordCodec.encode(ROW);
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> RecordCodec.decode(cut, true))
          .as("cut to %d of %d bytes", length, encoded.length)
          .isInstanceOf(Damaged.class);
    }
  }

  @Test
  void anyFlippedBitsGiveDamagedOrARow() {
    Random random = Seed.random("anyFlippedBitsGiveDamagedOrARow");
    byte[] encoded = RecordCodec.encode(ROW);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = encoded.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        RecordCodec.decode(bytes, true);
      } catch (Damaged e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(4_000);
  }

  @Test
  void anyRandomBytesGiveDamaged() {
    Random random = Seed.random("anyRandomBytesGiveDamaged");
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 0) {
        bytes[0] = 1;
      }
      assertThatThrownBy(() -> ValueCodec.fromCbor(bytes, 0, bytes.length))
          .isInstanceOf(Damaged.class);
      assertThatThrownBy(() -> RecordCodec.decode(bytes, true)).isInstanceOf(Damaged.class);
      assertThatThrownBy(() -> CatalogCodec.decode(bytes)).isInstanceOf(Damaged.class);
    }
  }
}
