package dev.akin.embedders.onnx.image;

/**
 * A decoded image. Whoever has it may read it; nobody changes it once it is made.
 *
 * @param rgb red, green, blue of each pixel, row by row from the top
 */
@SuppressWarnings("ArrayRecordComponent")
public record RgbImage(int width, int height, byte[] rgb) {
  /** Checks that there is a pixel, and three bytes for each. */
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "an image of " + width + " x " + height + " does not have " + rgb.length + " bytes");
    }
  }
}
