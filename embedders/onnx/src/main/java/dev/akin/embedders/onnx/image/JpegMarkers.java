package dev.akin.embedders.onnx.image;

import dev.akin.api.AkinException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the marker segments of a JPEG say, up to its first scan.
 *
 * @param colors how to read its components
 * @param exif the Exif block, where it has one
 */
@SuppressWarnings("ArrayRecordComponent")
record JpegMarkers(int width, int height, Colors colors, Optional<byte[]> exif) {
  /** What the components are. */
  enum Colors {
    GREY,
    RGB,
    YCBCR,
    CMYK,
    YCCK
  }

  private static final int START_OF_SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);

  /** Reads the segments; throws {@link IndexOutOfBoundsException} if they are cut off. */
  static JpegMarkers read(byte[] bytes) {
    ByteBuffer segments = ByteBuffer.wrap(bytes);
    int position = 2;
    Optional<byte[]> exif = Optional.empty();
    boolean jfif = false;
    int adobe = -1;
    int frame = -1;
    while (true) {
      while (unsigned(segments, position) != 0xff || unsigned(segments, position + 1) == 0xff) {
        position++;
      }
      int marker = unsigned(segments, position + 1);
      position += 2;
      if (marker == START_OF_SCAN) {
        break;
      }
      if (marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd9)) {
        continue;
      }
      int length = Short.toUnsignedInt(segments.getShort(position));
      int data = position + 2;
      int end = position + length;
      if (marker == APP0) {
        jfif |= starts(bytes, data, end, JFIF);
      } else if (marker == APP1 && exif.isEmpty() && starts(bytes, data, end, EXIF)) {
        exif = Optional.of(Arrays.copyOfRange(bytes, data + EXIF.length, end));
      } else if (marker == APP14 && starts(bytes, data, end, ADOBE)) {
        adobe = unsigned(segments, data + 11);
      } else if (isFrame(marker)) {
        frame = data;
      }
      position = end;
    }
    if (frame < 0) {
      throw new AkinException.InvalidArgument("JPEG image has no frame before its first scan");
    }
    if (segments.get(frame) != 8) {
      throw new AkinException.InvalidArgument(
          "JPEG image must have 8 bits per component, and has " + segments.get(frame));
    }
    return new JpegMarkers(
        Short.toUnsignedInt(segments.getShort(frame + 3)),
        Short.toUnsignedInt(segments.getShort(frame + 1)),
        colors(segments, frame + 5, jfif, adobe),
        exif);
  }

  /** As libjpeg guesses it. */
  private static Colors colors(ByteBuffer segments, int components, boolean jfif, int adobe) {
    return switch (unsigned(segments, components)) {
      case 1 -> Colors.GREY;
      case 3 -> {
        String ids =
            ""
                + (char) unsigned(segments, components + 1)
                + (char) unsigned(segments, components + 4)
                + (char) unsigned(segments, components + 7);
        boolean rgb = !jfif && (adobe == 0 || (adobe < 0 && ids.equals("RGB")));
        yield rgb ? Colors.RGB : Colors.YCBCR;
      }
      case 4 -> adobe == 2 ? Colors.YCCK : Colors.CMYK;
      default ->
          throw new AkinException.InvalidArgument(
              "JPEG image must have 1, 3 or 4 components, and has "
                  + unsigned(segments, components));
    };
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean starts(byte[] bytes, int from, int to, byte[] wanted) {
    return to - from >= wanted.length
        && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
  }

  private static int unsigned(ByteBuffer bytes, int position) {
    return Byte.toUnsignedInt(bytes.get(position));
  }
}
