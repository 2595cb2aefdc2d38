package dev.akin.embedders.onnx.image;

import java.awt.image.Raster;

/**
 * From the components of a JPEG to red, green and blue, with libjpeg's fixed-point arithmetic and,
 * for CMYK, Pillow's. Colour profiles are not applied, as Pillow does not.
 */
final class JpegPixels {
  private static final int SCALE = 16;
  private static final int HALF = 1 << (SCALE - 1);
  private static final int RED_OF_CR = fixed(1.40200);
  private static final int BLUE_OF_CB = fixed(1.77200);
  private static final int GREEN_OF_CR = fixed(0.71414);
  private static final int GREEN_OF_CB = fixed(0.34414);

  private JpegPixels() {}

  /** Converts components as they are stored. */
  static RgbImage convert(Raster raster, JpegMarkers.Colors colors) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int from = 0; from < row.length; from += bands, to += 3) {
        switch (colors) {
          case GREY -> put(rgb, to, row[from], row[from], row[from]);
          case RGB -> put(rgb, to, row[from], row[from + 1], row[from + 2]);
          case YCBCR -> ycbcr(rgb, to, row[from], row[from + 1], row[from + 2]);
          // Adobe's programs store ink inverted, and all others have followed.
          case CMYK -> ink(rgb, to, row[from], row[from + 1], row[from + 2], row[from + 3]);
          case YCCK -> {
            ycbcr(rgb, to, row[from], row[from + 1], row[from + 2]);
            ink(
                rgb,
                to,
                255 - Byte.toUnsignedInt(rgb[to]),
                255 - Byte.toUnsignedInt(rgb[to + 1]),
                255 - Byte.toUnsignedInt(rgb[to + 2]),
                row[from + 3]);
          }
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static void ycbcr(byte[] rgb, int to, int y, int cb, int cr) {
    int blueness = cb - 128;
    int redness = cr - 128;
    put(
        rgb,
        to,
        clip(y + ((RED_OF_CR * redness + HALF) >> SCALE)),
        clip(y + ((-GREEN_OF_CB * blueness - GREEN_OF_CR * redness + HALF) >> SCALE)),
        clip(y + ((BLUE_OF_CB * blueness + HALF) >> SCALE)));
  }

  /** Inverted ink: 255 is none. */
  private static void ink(byte[] rgb, int to, int cyan, int magenta, int yellow, int black) {
    put(rgb, to, through(cyan, black), through(magenta, black), through(yellow, black));
  }

  private static int through(int colour, int black) {
    int product = (255 - colour) * black + 128;
    return clip(black - ((product + (product >> 8)) >> 8));
  }

  private static void put(byte[] rgb, int to, int red, int green, int blue) {
    rgb[to] = (byte) red;
    rgb[to + 1] = (byte) green;
    rgb[to + 2] = (byte) blue;
  }

  private static int clip(int value) {
    return Math.clamp(value, 0, 255);
  }

  private static int fixed(double value) {
    return (int) (value * (1 << SCALE) + 0.5);
  }
}
