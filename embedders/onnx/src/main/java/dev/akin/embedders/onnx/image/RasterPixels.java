package dev.akin.embedders.onnx.image;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;

/**
 * From what ImageIO decodes to red, green and blue, as Pillow's {@code convert("RGB")} does it: the
 * alpha channel is dropped, grey is copied, and no colour space is applied. Java's own {@code
 * getRGB} would take grey for linear light.
 */
final class RasterPixels {
  private RasterPixels() {}

  /** Converts an image. */
  static RgbImage convert(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[3 * width * height];
    switch (image.getColorModel()) {
      case IndexColorModel palette -> indexed(image.getRaster(), palette, rgb);
      case ComponentColorModel _ -> components(image.getRaster(), rgb);
      default -> {
        int[] row = new int[width];
        int to = 0;
        for (int y = 0; y < height; y++) {
          image.getRGB(0, y, width, 1, row, 0, width);
          for (int pixel : row) {
            to = put(rgb, to, pixel >> 16, pixel >> 8, pixel);
          }
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static void indexed(WritableRaster raster, IndexColorModel palette, byte[] rgb) {
    int width = raster.getWidth();
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        int pixel = index < palette.getMapSize() ? palette.getRGB(index) : 0;
        to = put(rgb, to, pixel >> 16, pixel >> 8, pixel);
      }
    }
  }

  private static void components(WritableRaster raster, byte[] rgb) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    boolean grey = bands < 3;
    boolean deep = raster.getSampleModel().getDataType() == DataBuffer.TYPE_USHORT;
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int from = 0; from < row.length; from += bands) {
        int shift = deep ? 8 : 0;
        // Pillow cuts 16-bit grey off at 255 and takes the upper byte of all else.
        int red = deep && bands == 1 ? Math.min(255, row[from]) : row[from] >> shift;
        to =
            grey
                ? put(rgb, to, red, red, red)
                : put(rgb, to, red, row[from + 1] >> shift, row[from + 2] >> shift);
      }
    }
  }

  private static int put(byte[] rgb, int to, int red, int green, int blue) {
    rgb[to] = (byte) red;
    rgb[to + 1] = (byte) green;
    rgb[to + 2] = (byte) blue;
    return to + 3;
  }
}
