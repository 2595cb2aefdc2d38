package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SourceCodecTest {
  @Test
  void roundTrips() throws Damaged {
    for (Input source :
        new Input[] {
          Input.text(""), Input.text("\u00e9 \ud83d\ude00"), Input.image(new byte[] {0, -1, 2})
        }) {
      assertThat(SourceCodec.decode(SourceCodec.encode("v", source))).isEqualTo(source);
    }
  }

  @Test
  void refusesUnpairedSurrogates() {
    assertThatThrownBy(() -> SourceCodec.encode("title", Input.text("\ud800")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("sources['title']");
  }

  @Test
  void refusesWhatNoEncoderWrote() {
    for (byte[] bytes : new byte[][] {{}, {0}, {3, 1}, {2}, {1, -1}}) {
      assertThatThrownBy(() -> SourceCodec.decode(bytes)).isInstanceOf(Damaged.class);
    }
  }

  @Test
  void vectorsKeepTheirBitsAndRefuseOtherLengths() throws Damaged {
    float[] vector = {0, -0.0f, 1.5f, Float.MIN_VALUE, -Float.MAX_VALUE};
    byte[] encoded = VectorCodec.encode(vector);
    float[] decoded = new float[vector.length];
    VectorCodec.decode(ByteBuffer.wrap(encoded), decoded);
    assertThat(decoded).isEqualTo(vector);
    assertThat(Float.floatToRawIntBits(decoded[1])).isEqualTo(Float.floatToRawIntBits(-0.0f));
    assertThat(encoded[11]).as("little-endian 1.5f").isEqualTo((byte) 0x3f);
    assertThatThrownBy(() -> VectorCodec.decode(ByteBuffer.wrap(encoded), new float[4]))
        .isInstanceOf(Damaged.class)
        .hasMessageContaining("20");
    encoded[3] = (byte) 0x7f;
    encoded[2] = (byte) 0x80;
    assertThatThrownBy(() -> VectorCodec.decode(ByteBuffer.wrap(encoded), new float[5]))
        .isInstanceOf(Damaged.class)
        .hasMessageContaining("finite");
  }

  @Test
  void changesRefuseWhatNoEncoderWrote() {
    ChangeVisitor none =
        new ChangeVisitor() {
          @Override
          public void put(long seq, long replaced) {
            throw new AssertionError("put " + seq);
          }

          @Override
          public void delete(long seq, long replaced) {
            throw new AssertionError("delete " + seq);
          }
        };
    byte[] unknownKind = ChangeCodec.put(3);
    unknownKind[0] = 9;
    for (byte[] bytes :
        new byte[][] {{}, {1}, new byte[9], unknownKind, ChangeCodec.put(5), ChangeCodec.put(-1)}) {
      assertThatThrownBy(() -> ChangeCodec.decode(5, bytes, none)).isInstanceOf(Damaged.class);
    }
  }
}
