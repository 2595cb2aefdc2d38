package dev.akin.embedders.onnx.image;

import java.util.Arrays;
import java.util.Optional;

/**
 * Scales images as Pillow's {@code Image.resize} does, to the bit: antialiased, that is with the
 * filter widened by the scale when shrinking, first along the rows and then along the columns, in
 * fixed-point arithmetic of {@value #PRECISION} bits.
 */
public final class Resampler {
  private static final int PRECISION = 32 - 8 - 2;

  /** A convolution filter of Pillow. */
  public enum Filter {
    /** The nearest pixel, no filter. */
    NEAREST(0, 0),
    /** A sinc windowed by a sinc, three lobes. */
    LANCZOS(1, 3),
    /** A triangle. */
    BILINEAR(2, 1),
    /** The cubic convolution with a = -0.5. */
    BICUBIC(3, 2),
    /** The mean. */
    BOX(4, 0.5),
    /** A sinc in Hamming's window. */
    HAMMING(5, 1);

    private final int number;
    private final double support;

    Filter(int number, double support) {
      this.number = number;
      this.support = support;
    }

    /** The filter that Pillow gives a number to; empty if it gives it to none. */
    public static Optional<Filter> numbered(int number) {
      return Arrays.stream(values()).filter(filter -> filter.number == number).findFirst();
    }

    private double at(double x) {
      double distance = Math.abs(x);
      return switch (this) {
        case NEAREST -> throw new IllegalStateException("no filter");
        case LANCZOS -> distance < 3 ? sinc(x) * sinc(x / 3) : 0;
        case BILINEAR -> Math.max(0, 1 - distance);
        case BICUBIC -> {
          if (distance < 1) {
            yield (1.5 * distance - 2.5) * distance * distance + 1;
          }
          yield distance < 2 ? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2 : 0;
        }
        case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
        case HAMMING -> {
          if (distance == 0) {
            yield 1;
          }
          double angle = distance * Math.PI;
          yield distance < 1 ? Math.sin(angle) / angle * (0.54 + 0.46 * Math.cos(angle)) : 0;
        }
      };
    }

    private static double sinc(double x) {
      return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
  }

  private Resampler() {}

  /**
   * Scales an image.
   *
   * @param width of the result, at least 1
   * @param height of the result, at least 1
   */
  public static RgbImage resize(RgbImage image, int width, int height, Filter filter) {
    if (filter == Filter.NEAREST) {
      return nearest(image, width, height);
    }
    RgbImage result = image;
    if (width != image.width()) {
      result = rows(result, Taps.of(image.width(), width, filter));
    }
    if (height != image.height()) {
      result = columns(result, Taps.of(image.height(), height, filter));
    }
    return result;
  }

  private static RgbImage nearest(RgbImage image, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    double scaleX = (double) image.width() / width;
    double scaleY = (double) image.height() / height;
    int to = 0;
    for (int y = 0; y < height; y++) {
      int fromY = Math.min(image.height() - 1, (int) ((y + 0.5) * scaleY));
      for (int x = 0; x < width; x++) {
        int fromX = Math.min(image.width() - 1, (int) ((x + 0.5) * scaleX));
        System.arraycopy(image.rgb(), 3 * (fromY * image.width() + fromX), rgb, to, 3);
        to += 3;
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static RgbImage rows(RgbImage image, Taps taps) {
    int width = taps.first.length;
    byte[] from = image.rgb();
    byte[] rgb = new byte[3 * width * image.height()];
    int to = 0;
    for (int y = 0; y < image.height(); y++) {
      int row = 3 * y * image.width();
      for (int x = 0; x < width; x++) {
        int[] weights = taps.weights[x];
        int red = 1 << (PRECISION - 1);
        int green = red;
        int blue = red;
        int pixel = row + 3 * taps.first[x];
        for (int weight : weights) {
          red += (from[pixel] & 0xff) * weight;
          green += (from[pixel + 1] & 0xff) * weight;
          blue += (from[pixel + 2] & 0xff) * weight;
          pixel += 3;
        }
        rgb[to++] = clip(red);
        rgb[to++] = clip(green);
        rgb[to++] = clip(blue);
      }
    }
    return new RgbImage(width, image.height(), rgb);
  }

  private static RgbImage columns(RgbImage image, Taps taps) {
    int height = taps.first.length;
    int stride = 3 * image.width();
    byte[] from = image.rgb();
    byte[] rgb = new byte[stride * height];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 1 << (PRECISION - 1));
      int row = taps.first[y] * stride;
      for (int weight : taps.weights[y]) {
        for (int i = 0; i < stride; i++) {
          sums[i] += (from[row + i] & 0xff) * weight;
        }
        row += stride;
      }
      for (int i = 0; i < stride; i++) {
        rgb[y * stride + i] = clip(sums[i]);
      }
    }
    return new RgbImage(image.width(), height, rgb);
  }

  private static byte clip(int sum) {
    return (byte) Math.clamp(sum >> PRECISION, 0, 255);
  }

  /** For each place of the result: where its first source pixel is, and the weight of each. */
  private static final class Taps {
    private final int[] first;
    private final int[][] weights;

    private Taps(int size) {
      first = new int[size];
      weights = new int[size][];
    }

    static Taps of(int from, int to, Filter filter) {
      double scale = (double) from / to;
      double filterScale = Math.max(1, scale);
      double support = filter.support * filterScale;
      Taps taps = new Taps(to);
      for (int i = 0; i < to; i++) {
        double center = (i + 0.5) * scale;
        int start = Math.max(0, (int) (center - support + 0.5));
        int end = Math.min(from, (int) (center + support + 0.5));
        double[] exact = new double[end - start];
        double sum = 0;
        for (int x = 0; x < exact.length; x++) {
          exact[x] = filter.at((x + start - center + 0.5) / filterScale);
          sum += exact[x];
        }
        int[] fixed = new int[exact.length];
        for (int x = 0; x < exact.length; x++) {
          double weight = (sum == 0 ? exact[x] : exact[x] / sum) * (1 << PRECISION);
          fixed[x] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        taps.first[i] = start;
        taps.weights[i] = fixed;
      }
      return taps;
    }
  }
}
