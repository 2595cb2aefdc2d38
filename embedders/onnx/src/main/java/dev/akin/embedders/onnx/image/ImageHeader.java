package dev.akin.embedders.onnx.image;

import dev.akin.api.AkinException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an encoded image says of itself before a pixel of it is decoded.
 *
 * @param exif the Exif block, a TIFF file in small, where the image has one
 * @param jpeg what only a JPEG has
 */
@SuppressWarnings("ArrayRecordComponent")
record ImageHeader(
    ImageFormat format, int width, int height, Optional<byte[]> exif, Optional<JpegMarkers> jpeg) {
  private static final int PNG_EXIF = 0x65584966;
  private static final int PNG_END = 0x49454e44;

  /**
   * Reads the header.
   *
   * @throws AkinException.InvalidArgument if it is not an image, or is cut off within the header
   */
  static ImageHeader read(byte[] bytes) {
    ImageFormat format = ImageFormat.of(bytes);
    try {
      ImageHeader header =
          switch (format) {
            case PNG -> png(bytes);
            case JPEG -> jpeg(bytes);
            case WEBP -> {
              WebpContainer webp = WebpContainer.read(bytes);
              yield new ImageHeader(
                  format, webp.width(), webp.height(), webp.exif(), Optional.empty());
            }
            case GIF -> {
              ByteBuffer screen = littleEndian(bytes);
              yield plain(
                  format,
                  Short.toUnsignedInt(screen.getShort(6)),
                  Short.toUnsignedInt(screen.getShort(8)));
            }
            case BMP -> bmp(bytes);
          };
      if (header.width < 1 || header.height < 1) {
        throw new AkinException.InvalidArgument(
            format.label() + " image has no pixels: " + header.width + " x " + header.height);
      }
      return header;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new AkinException.InvalidArgument(
          format.label() + " image is cut off within its header, after " + bytes.length + " bytes",
          e);
    }
  }

  private static ImageHeader png(byte[] bytes) {
    ByteBuffer chunks = ByteBuffer.wrap(bytes);
    int width = chunks.getInt(16);
    int height = chunks.getInt(20);
    int position = 8;
    // The Exif block may come after the pixels.
    while (position + 12 <= bytes.length && chunks.getInt(position + 4) != PNG_END) {
      int length = chunks.getInt(position);
      int data = position + 8;
      if (length < 0 || length > bytes.length - data) {
        break;
      }
      if (chunks.getInt(position + 4) == PNG_EXIF) {
        byte[] exif = Arrays.copyOfRange(bytes, data, data + length);
        return new ImageHeader(ImageFormat.PNG, width, height, Optional.of(exif), Optional.empty());
      }
      position = data + length + 4;
    }
    return plain(ImageFormat.PNG, width, height);
  }

  private static ImageHeader jpeg(byte[] bytes) {
    JpegMarkers markers = JpegMarkers.read(bytes);
    return new ImageHeader(
        ImageFormat.JPEG, markers.width(), markers.height(), markers.exif(), Optional.of(markers));
  }

  private static ImageHeader bmp(byte[] bytes) {
    ByteBuffer header = littleEndian(bytes);
    if (header.getInt(14) == 12) {
      return plain(
          ImageFormat.BMP,
          Short.toUnsignedInt(header.getShort(18)),
          Short.toUnsignedInt(header.getShort(20)));
    }
    // A negative height says that the top row comes first.
    return plain(ImageFormat.BMP, header.getInt(18), Math.abs(header.getInt(22)));
  }

  private static ImageHeader plain(ImageFormat format, int width, int height) {
    return new ImageHeader(format, width, height, Optional.empty(), Optional.empty());
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
