package dev.akin.embedders.onnx.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The pictures that src/test/scripts/make_images.py made, and what Pillow makes of them. */
public final class TestImages {
  /**
   * What Pillow made of a picture.
   *
   * @param step {@code decoded} or {@code resized}
   * @param resample the number of Pillow's filter
   */
  record Reference(String file, String step, int resample, RgbImage image) {}

  private TestImages() {}

  /** An encoded picture. */
  public static byte[] bytes(String name) {
    try (InputStream in = TestImages.class.getResourceAsStream("/images/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that Pillow was asked. */
  static List<Reference> references() {
    List<Reference> references = new ArrayList<>();
    try (InputStream json = TestImages.class.getResourceAsStream("/images/reference.json");
        InputStream pixels =
            new GZIPInputStream(TestImages.class.getResourceAsStream("/images/reference.bin.gz"))) {
      for (JsonNode entry : new ObjectMapper().readTree(json)) {
        int width = entry.path("width").asInt();
        int height = entry.path("height").asInt();
        references.add(
            new Reference(
                entry.path("file").asText(),
                entry.path("step").asText(),
                entry.path("resample").asInt(-1),
                new RgbImage(width, height, pixels.readNBytes(3 * width * height))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return references;
  }

  /** The largest difference of any channel of any pixel. */
  static int difference(RgbImage one, RgbImage other) {
    if (one.width() != other.width() || one.height() != other.height()) {
      return 256;
    }
    int largest = 0;
    for (int i = 0; i < one.rgb().length; i++) {
      largest =
          Math.max(
              largest,
              Math.abs(Byte.toUnsignedInt(one.rgb()[i]) - Byte.toUnsignedInt(other.rgb()[i])));
    }
    return largest;
  }
}
