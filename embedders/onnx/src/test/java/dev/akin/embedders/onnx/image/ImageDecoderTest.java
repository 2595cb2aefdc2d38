package dev.akin.embedders.onnx.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.akin.api.AkinException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no image, is torn, or promises too much is refused, and nothing else is thrown. */
class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageDecoder.DEFAULT_MAX_PIXELS);

  @Test
  void whatIsNoImage() {
    assertThatThrownBy(() -> decoder.decode("hello, world".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("must be PNG, JPEG, WebP, GIF or BMP");
    assertThatThrownBy(() -> decoder.decode(new byte[0]))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb-97x61.png",
        "interlaced.png",
        "palette.png",
        "420-97x61.jpg",
        "progressive-97x61.jpg",
        "lossless.webp",
        "lossy-97x61.webp",
        "palette.gif",
        "rgb.bmp"
      })
  void aTornImageIsRefusedWhereverItEnds(String name) {
    byte[] whole = TestImages.bytes(name);
    RgbImage image = decoder.decode(whole);
    int refused = 0;
    for (int length = 0; length < whole.length; length += 1 + whole.length / 150) {
      byte[] torn = Arrays.copyOf(whole, length);
      try {
        // What follows the last pixel may be missing.
        assertThat(TestImages.difference(decoder.decode(torn), image)).as("at %s", length).isZero();
      } catch (AkinException.InvalidArgument e) {
        refused++;
        assertThat(e).hasMessageMatching("(?s).*(image|bytes).*");
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb-31x33.png", "420-33x47.jpg", "lossless.webp", "lossy-33x47.webp", "palette.gif",
        "rgb.bmp", "palette.bmp", "orientation-6.jpg", "cmyk.jpg", "animated.webp"
      })
  void aDamagedImageIsDecodedOrRefused(String name) {
    long seed = Long.getLong("test.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] whole = TestImages.bytes(name);
    ImageDecoder small = new ImageDecoder(1 << 20);
    for (int i = 0; i < 150; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(i % 2 == 0 ? Math.min(80, damaged.length) : damaged.length)] ^=
            (byte) (1 << random.nextInt(8));
      }
      try {
        small.decode(damaged);
      } catch (AkinException.InvalidArgument e) {
        assertThat(e.getMessage()).isNotBlank();
      } catch (RuntimeException e) {
        fail("seed " + seed + ", try " + i, e);
      }
    }
  }

  @Test
  void tooManyPixelsAreRefusedByTheHeaderAlone() {
    byte[] png = TestImages.bytes("rgb-8x8.png");
    ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 50_000);
    assertBomb(png, "PNG image must have at most 89478485 pixels, and has 50000 x 50000");
    byte[] gif = TestImages.bytes("palette.gif");
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) -1)
        .putShort(8, (short) -1);
    assertBomb(gif, "65535 x 65535");
    byte[] bmp = TestImages.bytes("rgb.bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 1 << 20).putInt(22, -(1 << 20));
    assertBomb(bmp, "1048576 x 1048576");
    byte[] jpeg = TestImages.bytes("grey.jpg");
    int frame = indexOf(jpeg, 0xff, 0xc0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) -1).putShort(frame + 7, (short) -1);
    assertBomb(jpeg, "65535 x 65535");
    byte[] webp = TestImages.bytes("lossless.webp");
    ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 0x0fffffff);
    assertBomb(webp, "16384 x 16384");
  }

  @Test
  void theLimitIsASetting() {
    assertThat(new ImageDecoder(64).decode(TestImages.bytes("rgb-8x8.png")).width()).isEqualTo(8);
    assertThatThrownBy(() -> new ImageDecoder(63).decode(TestImages.bytes("rgb-8x8.png")))
        .hasMessageContaining("must have at most 63 pixels, and has 8 x 8");
    assertThatThrownBy(() -> new ImageDecoder(0)).hasMessageContaining("maxPixels must be");
  }

  private void assertBomb(byte[] bytes, String message) {
    assertThatThrownBy(() -> decoder.decode(bytes))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining(message);
  }

  private static int indexOf(byte[] bytes, int first, int second) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == (byte) first && bytes[i + 1] == (byte) second) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
