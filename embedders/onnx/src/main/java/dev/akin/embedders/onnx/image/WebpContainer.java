package dev.akin.embedders.onnx.image;

import dev.akin.api.AkinException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A WebP file's chunks (RFC 9649, section 2).
 *
 * @param width of the canvas
 * @param exif the Exif block, where it has one
 * @param first the first frame of an animation
 */
@SuppressWarnings("ArrayRecordComponent")
record WebpContainer(int width, int height, Optional<byte[]> exif, Optional<Frame> first) {
  /**
   * A frame of an animation.
   *
   * @param x where its left column is on the canvas
   * @param y where its top row is on the canvas
   * @param file the frame as a WebP file of its own
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Frame(int x, int y, byte[] file) {}

  private static final int FILE_HEADER = 12;
  private static final int FRAME_HEADER = 16;

  /** Reads the chunks; throws {@link IndexOutOfBoundsException} if the first is cut off. */
  static WebpContainer read(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int width = 0;
    int height = 0;
    Optional<byte[]> exif = Optional.empty();
    Optional<Frame> first = Optional.empty();
    int position = FILE_HEADER;
    while (position + 8 <= bytes.length) {
      String kind = new String(bytes, position, 4, StandardCharsets.ISO_8859_1);
      int data = position + 8;
      long length = Integer.toUnsignedLong(file.getInt(position + 4));
      int end = (int) Math.min(bytes.length, data + length);
      switch (kind) {
        case "VP8X" -> {
          width = 1 + threeBytes(file, data + 4);
          height = 1 + threeBytes(file, data + 7);
        }
        case "VP8 " -> {
          if (width == 0) {
            width = file.getShort(data + 6) & 0x3fff;
            height = file.getShort(data + 8) & 0x3fff;
          }
        }
        case "VP8L" -> {
          if (width == 0) {
            int bits = file.getInt(data + 1);
            width = 1 + (bits & 0x3fff);
            height = 1 + (bits >>> 14 & 0x3fff);
          }
        }
        case "EXIF" -> exif = Optional.of(exif(bytes, data, end));
        case "ANMF" -> {
          if (first.isEmpty()) {
            first =
                Optional.of(
                    new Frame(
                        2 * threeBytes(file, data),
                        2 * threeBytes(file, data + 3),
                        alone(bytes, data, end)));
          }
        }
        default -> {}
      }
      if (length > bytes.length - data) {
        break;
      }
      position = end + (int) (length & 1);
    }
    if (width == 0) {
      throw new AkinException.InvalidArgument("WebP image is cut off before its first picture");
    }
    return new WebpContainer(width, height, exif, first);
  }

  /** Some writers leave the prefix that Exif has in a JPEG. */
  private static byte[] exif(byte[] bytes, int from, int to) {
    boolean prefixed = to - from > 6 && bytes[from] == 'E' && bytes[from + 1] == 'x';
    return Arrays.copyOfRange(bytes, prefixed ? from + 6 : from, to);
  }

  /** The chunks within a frame, behind headers that make them a file. */
  private static byte[] alone(byte[] bytes, int frame, int end) {
    int chunks = frame + FRAME_HEADER;
    boolean alpha = bytes[chunks] == 'A';
    ByteBuffer result =
        ByteBuffer.allocate(FILE_HEADER + 18 + end - chunks).order(ByteOrder.LITTLE_ENDIAN);
    result.put("RIFF".getBytes(StandardCharsets.ISO_8859_1));
    result.putInt(result.capacity() - 8);
    result.put("WEBPVP8X".getBytes(StandardCharsets.ISO_8859_1));
    result.putInt(10).putInt(alpha ? 0x10 : 0);
    result.put(bytes, frame + 6, 6);
    result.put(bytes, chunks, end - chunks);
    return result.array();
  }

  private static int threeBytes(ByteBuffer bytes, int position) {
    return Short.toUnsignedInt(bytes.getShort(position))
        | Byte.toUnsignedInt(bytes.get(position + 2)) << 16;
  }
}
