package dev.akin.embedders.onnx.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** How a camera was held, and turning its pictures upright. */
final class ExifOrientation {
  /** As stored. */
  static final int UPRIGHT = 1;

  private ExifOrientation() {}

  /** The orientation in an Exif block, 1 to 8; upright if the block is damaged or says nothing. */
  static int read(byte[] exif) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(exif))) {
      reader.setInput(in, false, false);
      TIFFField field =
          TIFFDirectory.createFromMetadata(reader.getImageMetadata(0))
              .getTIFFField(BaselineTIFFTagSet.TAG_ORIENTATION);
      int orientation = field == null ? UPRIGHT : field.getAsInt(0);
      return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
    } catch (IIOInvalidTreeException e) {
      return UPRIGHT;
    } catch (IOException | RuntimeException e) {
      // What damaged blocks make the reader throw is not bounded, and pictures with one are shown.
      return UPRIGHT;
    } finally {
      reader.dispose();
    }
  }

  /** The image turned and mirrored, so that its top is up. */
  static RgbImage apply(RgbImage image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    boolean sideways = orientation >= 5;
    int width = sideways ? image.height() : image.width();
    int height = sideways ? image.width() : image.height();
    int right = image.width() - 1;
    int bottom = image.height() - 1;
    byte[] upright = new byte[image.rgb().length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX =
            switch (orientation) {
              case 2, 3 -> right - x;
              case 4 -> x;
              case 5, 6 -> y;
              default -> right - y;
            };
        int fromY =
            switch (orientation) {
              case 2 -> y;
              case 3, 4 -> bottom - y;
              case 5, 8 -> x;
              default -> bottom - x;
            };
        int from = 3 * (fromY * image.width() + fromX);
        upright[to++] = image.rgb()[from];
        upright[to++] = image.rgb()[from + 1];
        upright[to++] = image.rgb()[from + 2];
      }
    }
    return new RgbImage(width, height, upright);
  }
}
