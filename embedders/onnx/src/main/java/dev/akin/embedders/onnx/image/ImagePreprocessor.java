package dev.akin.embedders.onnx.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.akin.api.AkinException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * From an image to the numbers that a vision model reads, as a {@code preprocessor_config.json}
 * says and transformers' Pillow-based processors do it: RGB, resize, crop in the middle, rescale,
 * subtract the mean, divide by the deviation; channels first. Immutable, safe for any number of
 * threads.
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImagePreprocessor(
    Resize resize,
    Resampler.Filter filter,
    int cropWidth,
    int cropHeight,
    float rescale,
    float[] mean,
    float[] deviation) {
  private static final int SMALL_CONVNEXT = 384;

  /** How an image gets its size. */
  public sealed interface Resize {
    /** It keeps the one it has. */
    record None() implements Resize {}

    /** To a size, whatever its proportions. */
    record Exact(int width, int height) implements Resize {}

    /** Its shorter side to a length, in proportion. */
    record ShortestEdge(int edge) implements Resize {}
  }

  /**
   * Reads a {@code preprocessor_config.json}.
   *
   * @param label its name in messages
   * @throws AkinException.InvalidArgument for what is not supported, or makes no sense
   */
  public static ImagePreprocessor read(JsonNode json, String label) {
    boolean clip = type(json).contains("clip");
    Resize resize = resize(json, label);
    boolean crops = json.path("do_center_crop").asBoolean(clip);
    JsonNode crop = json.path("crop_size");
    int cropHeight = crops ? side(crop, "height", 224) : 0;
    int cropWidth = crops ? side(crop, "width", 224) : 0;
    if (resize instanceof Resize.ShortestEdge(int edge) && json.has("crop_pct")) {
      // ConvNeXt and the ResNets of transformers: a small size is cut out of a larger one.
      if (edge < SMALL_CONVNEXT) {
        resize = new Resize.ShortestEdge((int) (edge / json.path("crop_pct").asDouble()));
        cropHeight = edge;
        cropWidth = edge;
      } else {
        resize = new Resize.Exact(edge, edge);
      }
    }
    boolean normalizes = json.path("do_normalize").asBoolean(true);
    return new ImagePreprocessor(
        resize,
        filter(json.path("resample"), label),
        cropWidth,
        cropHeight,
        json.path("do_rescale").asBoolean(true)
            ? (float) json.path("rescale_factor").asDouble(1 / 255.0)
            : 1,
        normalizes ? channels(json, "image_mean", label) : new float[3],
        normalizes ? channels(json, "image_std", label) : new float[] {1, 1, 1});
  }

  /** Checks the sizes and that nothing is divided by zero. */
  public ImagePreprocessor {
    boolean positive =
        switch (resize) {
          case Resize.None _ -> true;
          case Resize.Exact(int width, int height) -> width > 0 && height > 0;
          case Resize.ShortestEdge(int edge) -> edge > 0;
        };
    if (!positive || cropWidth < 0 || cropHeight < 0) {
      throw new AkinException.InvalidArgument(
          "sizes of a preprocessor must be positive: "
              + resize
              + ", crop "
              + cropWidth
              + " x "
              + cropHeight);
    }
    for (float value : deviation) {
      if (value == 0) {
        throw new AkinException.InvalidArgument("image_std must not be 0");
      }
    }
  }

  /**
   * The size that all images come out with, as width and height.
   *
   * @throws AkinException.InvalidArgument if it depends on the image
   */
  public int[] outputSize() {
    if (cropWidth > 0) {
      return new int[] {cropWidth, cropHeight};
    }
    if (resize instanceof Resize.Exact(int width, int height)) {
      return new int[] {width, height};
    }
    throw new AkinException.InvalidArgument(
        "the preprocessor must bring all images to one size, by do_center_crop or by a size with"
            + " height and width");
  }

  /**
   * Resizes and crops.
   *
   * @param maxPixels that the resized image may have: a long thin one would grow without bound
   * @throws AkinException.InvalidArgument if it would have more
   */
  public RgbImage scale(RgbImage image, int maxPixels) {
    RgbImage resized =
        switch (resize) {
          case Resize.None _ -> image;
          case Resize.Exact(int width, int height) ->
              Resampler.resize(image, width, height, filter);
          case Resize.ShortestEdge(int edge) -> {
            long shorter = Math.min(image.width(), image.height());
            long longer = (long) edge * Math.max(image.width(), image.height()) / shorter;
            if (edge * longer > maxPixels) {
              throw new AkinException.InvalidArgument(
                  "image is too long and thin: "
                      + image.width()
                      + " x "
                      + image.height()
                      + " would have more than "
                      + maxPixels
                      + " pixels with its shorter side resized to "
                      + edge);
            }
            yield image.width() <= image.height()
                ? Resampler.resize(image, edge, (int) longer, filter)
                : Resampler.resize(image, (int) longer, edge, filter);
          }
        };
    return cropWidth == 0 ? resized : crop(resized);
  }

  /** Puts an image of the output size into a batch, channels first. */
  public void write(RgbImage image, FloatBuffer batch) {
    for (int channel = 0; channel < 3; channel++) {
      float[] values = new float[256];
      for (int value = 0; value < values.length; value++) {
        values[value] = (value * rescale - mean[channel]) / deviation[channel];
      }
      for (int i = channel; i < image.rgb().length; i += 3) {
        batch.put(values[Byte.toUnsignedInt(image.rgb()[i])]);
      }
    }
  }

  /** All that changes the numbers, in one line. */
  public String canonical() {
    return String.join(
        "\u0001",
        resize.toString(),
        filter.name(),
        cropWidth + "x" + cropHeight,
        Float.toString(rescale),
        Arrays.toString(mean),
        Arrays.toString(deviation));
  }

  /** The middle; where the image is smaller, black around it. */
  private RgbImage crop(RgbImage image) {
    int left = Math.floorDiv(image.width() - cropWidth, 2);
    int top = Math.floorDiv(image.height() - cropHeight, 2);
    byte[] rgb = new byte[3 * cropWidth * cropHeight];
    int from = Math.max(0, left);
    int columns = Math.min(image.width(), left + cropWidth) - from;
    for (int y = Math.max(0, top); y < Math.min(image.height(), top + cropHeight); y++) {
      System.arraycopy(
          image.rgb(),
          3 * (y * image.width() + from),
          rgb,
          3 * ((y - top) * cropWidth + from - left),
          3 * columns);
    }
    return new RgbImage(cropWidth, cropHeight, rgb);
  }

  private static Resize resize(JsonNode json, String label) {
    if (!json.path("do_resize").asBoolean(true)) {
      return new Resize.None();
    }
    JsonNode size = json.path("size");
    String type = type(json);
    if (size.has("shortest_edge")) {
      return new Resize.ShortestEdge(size.path("shortest_edge").asInt());
    }
    if (size.has("height") && size.has("width")) {
      return new Resize.Exact(size.path("width").asInt(), size.path("height").asInt());
    }
    if (size.isMissingNode() || size.isNumber()) {
      // Older files give one number, and mean by it what the processor does.
      int edge = size.asInt(224);
      return type.contains("siglip") || type.contains("vit") || type.contains("deit")
          ? new Resize.Exact(edge, edge)
          : new Resize.ShortestEdge(edge);
    }
    throw new AkinException.InvalidArgument(
        "size in " + label + " must have shortest_edge, or height and width: " + size);
  }

  private static Resampler.Filter filter(JsonNode resample, String label) {
    if (resample.isMissingNode() || resample.isNull()) {
      return Resampler.Filter.BICUBIC;
    }
    return Resampler.Filter.numbered(resample.asInt(-1))
        .orElseThrow(
            () ->
                new AkinException.InvalidArgument(
                    "resample in "
                        + label
                        + " must be 0 to 5, as Pillow numbers its filters: "
                        + resample));
  }

  private static int side(JsonNode size, String name, int otherwise) {
    return size.isNumber() ? size.asInt() : size.path(name).asInt(otherwise);
  }

  private static float[] channels(JsonNode json, String name, String label) {
    JsonNode values = json.path(name);
    if (values.size() != 3) {
      throw new AkinException.InvalidArgument(
          name
              + " in "
              + label
              + " must have 3 numbers, one for each of red, green and blue: "
              + values);
    }
    return new float[] {
      (float) values.get(0).asDouble(),
      (float) values.get(1).asDouble(),
      (float) values.get(2).asDouble()
    };
  }

  private static String type(JsonNode json) {
    String type = json.path("image_processor_type").asText("");
    return (type.isEmpty() ? json.path("feature_extractor_type").asText("") : type)
        .toLowerCase(Locale.ROOT);
  }
}
