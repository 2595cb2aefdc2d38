package dev.akin.embedders.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.akin.api.AkinException;
import dev.akin.embedders.onnx.image.ImageDecoder;
import dev.akin.embedders.onnx.image.ImagePreprocessor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The side of a model that takes images. Safe for any number of threads. */
final class ImageTower {
  static final String PIXELS = "pixel_values";

  private static final List<String> OUTPUTS =
      List.of("image_embeds", "image_embedding", "pooler_output", "last_hidden_state");

  private final VectorSession session;
  private final String input;
  private final ImagePreprocessor preprocessor;
  private final ImageDecoder decoder;
  private final int width;
  private final int height;

  /**
   * Over a loaded model.
   *
   * @throws AkinException.InvalidArgument if it takes no images, or others than the preprocessor
   *     makes
   */
  ImageTower(VectorSession session, ImagePreprocessor preprocessor, ImageDecoder decoder) {
    this.session = session;
    this.preprocessor = preprocessor;
    this.decoder = decoder;
    int[] size = preprocessor.outputSize();
    width = size[0];
    height = size[1];
    input = input(session);
    long[] shape = session.inputShape(input);
    if (session.inputType(input) != OnnxJavaType.FLOAT
        || !fits(shape[1], 3)
        || !fits(shape[2], height)
        || !fits(shape[3], width)) {
      throw new AkinException.InvalidArgument(
          "input '"
              + input
              + "' of "
              + session.label()
              + " must be float32 of N x 3 x "
              + height
              + " x "
              + width
              + ", as the preprocessor makes it, and is "
              + session.inputType(input)
              + " of "
              + Arrays.toString(shape));
    }
  }

  /** The outputs that hold the vectors of images, the best first. */
  static List<String> outputs() {
    return OUTPUTS;
  }

  /** The most images that go through the model at once. */
  int maxBatch(int otherwise) {
    long rows = session.inputShape(input)[0];
    return rows > 0 ? (int) rows : otherwise;
  }

  /**
   * The vectors of some images.
   *
   * @param index of the first of them, for messages
   * @throws AkinException.InvalidArgument for one that cannot be decoded
   */
  float[][] embed(List<byte[]> images, int index) {
    FloatBuffer batch = floats(images.size());
    for (int i = 0; i < images.size(); i++) {
      try {
        preprocessor.write(
            preprocessor.scale(decoder.decode(images.get(i)), decoder.maxPixels()), batch);
      } catch (AkinException.InvalidArgument e) {
        throw new AkinException.InvalidArgument("input " + (index + i) + ": " + e.getMessage(), e);
      }
    }
    return run(batch.flip(), images.size());
  }

  /** The vector of a black image, which tells the dimension. */
  float[] probe() {
    return run(floats(1), 1)[0];
  }

  private float[][] run(FloatBuffer batch, int rows) {
    OrtEnvironment environment = NativeLibraries.onnxRuntime();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      tensors.put(input, pixels(environment, batch, rows));
      for (String other : session.inputNames()) {
        if (!other.equals(input)) {
          tensors.put(other, noText(environment, other));
        }
      }
    } catch (OrtException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw new AkinException.Internal("cannot hand images to " + session.label(), e);
    }
    return session.run(tensors);
  }

  /** A black image, for a model that insists on one beside a text. */
  OnnxTensor noImage(OrtEnvironment environment) throws OrtException {
    return pixels(environment, floats(1), 1);
  }

  /** A text of two tokens, for a model that insists on one beside an image. */
  private OnnxTensor noText(OrtEnvironment environment, String name) throws OrtException {
    long[] shape = session.inputShape(name);
    int length = shape.length == 2 && shape[1] > 0 ? (int) shape[1] : 2;
    long[] ones = new long[length];
    Arrays.fill(ones, 1);
    return session.inputType(name) == OnnxJavaType.INT32
        ? OnnxTensor.createTensor(
            environment,
            IntBuffer.wrap(Arrays.stream(ones).mapToInt(one -> (int) one).toArray()),
            new long[] {1, length})
        : OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), new long[] {1, length});
  }

  private OnnxTensor pixels(OrtEnvironment environment, FloatBuffer values, int rows)
      throws OrtException {
    return OnnxTensor.createTensor(environment, values, new long[] {rows, 3, height, width});
  }

  /** Off-heap, so that ONNX Runtime reads it where it is. */
  private FloatBuffer floats(int images) {
    return ByteBuffer.allocateDirect(images * 3 * height * width * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static String input(VectorSession session) {
    if (session.inputShape(PIXELS).length == 4) {
      return PIXELS;
    }
    List<String> images =
        session.inputNames().stream().filter(name -> session.inputShape(name).length == 4).toList();
    if (images.size() != 1) {
      throw new AkinException.InvalidArgument(
          "not an image model, it has no input '" + PIXELS + "': " + session.label());
    }
    return images.getFirst();
  }

  private static boolean fits(long declared, int size) {
    return declared < 1 || declared == size;
  }
}
