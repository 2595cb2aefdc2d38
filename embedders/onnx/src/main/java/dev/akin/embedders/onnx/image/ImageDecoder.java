package dev.akin.embedders.onnx.image;

import dev.akin.api.AkinException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images as Pillow does: {@code ImageOps.exif_transpose(image).convert("RGB")}. Immutable,
 * safe for any number of threads.
 *
 * <p>PNG, JPEG, GIF and BMP are decoded by the JDK, whose JPEG decoder is libjpeg with the same
 * transform and upsampling as Pillow's; WebP by libwebp, Pillow's own. Of an animation the first
 * frame is taken. Nothing is decoded whose header promises too many pixels.
 */
public final class ImageDecoder {
  /** The most pixels, where nothing else is said: Pillow's own limit, 89 million. */
  public static final int DEFAULT_MAX_PIXELS = 1024 * 1024 * 1024 / 4 / 3;

  private final int maxPixels;

  /**
   * A decoder.
   *
   * @param maxPixels that an image may have; at least 1
   */
  public ImageDecoder(int maxPixels) {
    if (maxPixels < 1) {
      throw new AkinException.InvalidArgument("maxPixels must be at least 1: " + maxPixels);
    }
    this.maxPixels = maxPixels;
  }

  /** The most pixels that an image may have. */
  public int maxPixels() {
    return maxPixels;
  }

  /**
   * Decodes an image.
   *
   * @throws AkinException.InvalidArgument if it is in no known format, is damaged or cut off, or
   *     has too many pixels
   */
  public RgbImage decode(byte[] bytes) {
    ImageHeader header = ImageHeader.read(bytes);
    checkPixels(header.format(), header.width(), header.height());
    RgbImage image;
    try {
      image =
          switch (header.format()) {
            case JPEG -> JpegPixels.convert(readJpeg(bytes), header.jpeg().orElseThrow().colors());
            case PNG, BMP -> RasterPixels.convert(read(header.format(), bytes));
            case GIF -> onCanvas(header, read(header.format(), bytes));
            case WEBP -> webp(header, bytes);
          };
    } catch (IOException e) {
      throw damaged(header.format(), e.getMessage(), e);
    } catch (AkinException e) {
      throw e;
    } catch (RuntimeException e) {
      // The JDK's readers throw whatever damaged input leads them into.
      throw damaged(header.format(), e.toString(), e);
    }
    int orientation = header.exif().map(ExifOrientation::read).orElse(ExifOrientation.UPRIGHT);
    return ExifOrientation.apply(image, orientation);
  }

  private void checkPixels(ImageFormat format, int width, int height) {
    if ((long) width * height > maxPixels) {
      throw new AkinException.InvalidArgument(
          format.label()
              + " image must have at most "
              + maxPixels
              + " pixels, and has "
              + width
              + " x "
              + height);
    }
  }

  private static Raster readJpeg(byte[] bytes) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    AtomicBoolean cutOff = new AtomicBoolean();
    try (ImageInputStream in = stream(bytes)) {
      reader.setInput(in, true, true);
      reader.addIIOReadWarningListener(
          (_, warning) -> {
            if (warning.startsWith("Truncated") || warning.startsWith("Premature end")) {
              cutOff.set(true);
            }
          });
      Raster raster = reader.readRaster(0, null);
      if (cutOff.get()) {
        throw damaged(ImageFormat.JPEG, "it is cut off after " + bytes.length + " bytes", null);
      }
      return raster;
    } finally {
      reader.dispose();
    }
  }

  private BufferedImage read(ImageFormat format, byte[] bytes) throws IOException {
    ImageReader reader =
        format == ImageFormat.WEBP
            ? WebpHolder.READERS.createReaderInstance()
            : ImageIO.getImageReadersByFormatName(format.label()).next();
    try (ImageInputStream in = stream(bytes)) {
      // Without its texts and profiles, which may be compressed bombs.
      reader.setInput(in, true, true);
      // A frame may be larger than its canvas.
      checkPixels(format, reader.getWidth(0), reader.getHeight(0));
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private RgbImage webp(ImageHeader header, byte[] bytes) throws IOException {
    WebpContainer container = WebpContainer.read(bytes);
    if (container.first().isEmpty()) {
      return RasterPixels.convert(read(ImageFormat.WEBP, bytes));
    }
    WebpContainer.Frame frame = container.first().get();
    ImageHeader inside = ImageHeader.read(frame.file());
    checkPixels(ImageFormat.WEBP, inside.width(), inside.height());
    RgbImage picture = RasterPixels.convert(read(ImageFormat.WEBP, frame.file()));
    RgbImage canvas = blank(header);
    paste(picture, canvas, frame.x(), frame.y());
    return canvas;
  }

  /** The first frame of a GIF on its screen, which may be larger. */
  private static RgbImage onCanvas(ImageHeader header, BufferedImage frame) {
    RgbImage picture = RasterPixels.convert(frame);
    if (picture.width() == header.width() && picture.height() == header.height()) {
      return picture;
    }
    RgbImage canvas = blank(header);
    paste(picture, canvas, 0, 0);
    return canvas;
  }

  private static RgbImage blank(ImageHeader header) {
    int bytes = 3 * header.width() * header.height();
    return new RgbImage(header.width(), header.height(), new byte[bytes]);
  }

  private static void paste(RgbImage picture, RgbImage canvas, int left, int top) {
    int columns = Math.min(picture.width(), canvas.width() - left);
    for (int y = 0; y < Math.min(picture.height(), canvas.height() - top) && columns > 0; y++) {
      System.arraycopy(
          picture.rgb(),
          3 * y * picture.width(),
          canvas.rgb(),
          3 * ((top + y) * canvas.width() + left),
          3 * columns);
    }
  }

  private static ImageInputStream stream(byte[] bytes) {
    return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
  }

  private static AkinException.InvalidArgument damaged(
      ImageFormat format, String why, Throwable cause) {
    return new AkinException.InvalidArgument(
        format.label() + " image cannot be decoded: " + why, cause);
  }

  /**
   * The readers of libwebp, found once; ImageIO itself looks only where the thread's loader does.
   */
  private static final class WebpHolder {
    static final ImageReaderSpi READERS =
        ServiceLoader.load(ImageReaderSpi.class, ImageDecoder.class.getClassLoader()).stream()
            .filter(provider -> provider.type().getName().startsWith("com.luciad.imageio.webp."))
            .map(ServiceLoader.Provider::get)
            .findFirst()
            .orElseThrow(
                () ->
                    new AkinException.FailedPrecondition(
                        "WebP images need the artifact com.github.usefulness:webp-imageio"));
  }
}
