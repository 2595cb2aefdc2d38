package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.RecordId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdCodecTest {
  /** In the order of a scroll. */
  private static final List<RecordId> ORDERED =
      List.of(
          RecordId.of(0),
          RecordId.of(1),
          RecordId.of(256),
          RecordId.of(Long.MAX_VALUE),
          RecordId.of(Long.MIN_VALUE),
          RecordId.of(-1),
          RecordId.of("\0"),
          RecordId.of("1"),
          RecordId.of("a"),
          RecordId.of("a\0"),
          RecordId.of("ab"),
          RecordId.of("b"),
          RecordId.of("\u00e9"),
          RecordId.of("\uffee"),
          RecordId.of("\ud83d\ude00"),
          RecordId.of(new UUID(0, 1)),
          RecordId.of(new UUID(1, 0)),
          RecordId.of(new UUID(-1, -1)));

  @Test
  void roundTripsAndKeepsTheOrder() throws Damaged {
    byte[] previous = {};
    for (RecordId id : ORDERED) {
      byte[] encoded = IdCodec.encode(id);
      assertThat(IdCodec.decode(ByteBuffer.wrap(encoded))).isEqualTo(id);
      assertThat(Arrays.compareUnsigned(previous, encoded)).as("before %s", id).isNegative();
      previous = encoded;
    }
  }

  @Test
  void refusesWhatNoEncoderWrote() {
    for (byte[] bytes :
        new byte[][] {
          {}, {0}, {4, 1}, {1, 0, 0}, {2}, {2, -1}, {3, 1}, new byte[10], new byte[600]
        }) {
      assertThatThrownBy(() -> IdCodec.decode(ByteBuffer.wrap(bytes))).isInstanceOf(Damaged.class);
    }
  }
}
