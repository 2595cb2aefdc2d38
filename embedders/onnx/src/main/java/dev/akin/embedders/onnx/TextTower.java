package dev.akin.embedders.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.akin.api.AkinException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The side of a dual encoder that takes text. Safe for any number of threads; who opens it closes
 * it, after the last call has returned.
 */
final class TextTower implements AutoCloseable {
  private static final List<String> OUTPUTS =
      List.of("text_embeds", "text_embedding", "sentence_embedding", "pooler_output");

  private final VectorSession session;
  private final ImageTower images;
  private final TextTokenizer tokenizer;
  private final ImageModel.TextSide side;

  /**
   * Over a loaded model.
   *
   * @param images the other side, for a model that insists on an image beside a text
   * @throws AkinException.InvalidArgument if it takes no text
   */
  TextTower(VectorSession session, ImageTower images, ImageModel.TextSide side) {
    this.session = session;
    this.images = images;
    this.side = side;
    for (String name : session.inputNames()) {
      if (!isIds(name) && !isMask(name) && !name.equals(ImageTower.PIXELS)) {
        throw new AkinException.InvalidArgument(
            "unsupported input '"
                + name
                + "' of "
                + session.label()
                + ": a text has input_ids and attention_mask");
      }
    }
    if (session.inputNames().stream().noneMatch(TextTower::isIds)) {
      throw new AkinException.InvalidArgument(
          "not a text model, it has no input 'input_ids': " + session.label());
    }
    tokenizer = TextTokenizer.open(side.tokenizerJson(), side.tokenizerLabel(), side.maxTokens());
  }

  /** The outputs that hold the vectors of texts, the best first. */
  static List<String> outputs() {
    return OUTPUTS;
  }

  /** The vectors of some texts, padded to the longest of them, or all to the maximum. */
  float[][] embed(List<String> texts) {
    List<long[]> rows = texts.stream().map(text -> tokenizer.encode(text, false).ids()).toList();
    long declared =
        session.inputNames().stream()
            .filter(TextTower::isIds)
            .findFirst()
            .map(name -> session.inputShape(name)[1])
            .orElse(-1L);
    int length =
        declared > 0
            ? (int) declared
            : side.padsToMaximum()
                ? side.maxTokens()
                : rows.stream().mapToInt(ids -> ids.length).max().orElseThrow();
    long[] ids = new long[rows.size() * length];
    long[] mask = new long[ids.length];
    Arrays.fill(ids, side.padToken());
    for (int row = 0; row < rows.size(); row++) {
      int tokens = Math.min(length, rows.get(row).length);
      System.arraycopy(rows.get(row), 0, ids, row * length, tokens);
      Arrays.fill(mask, row * length, row * length + tokens, 1);
    }
    OrtEnvironment environment = NativeLibraries.onnxRuntime();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (String name : session.inputNames()) {
        tensors.put(
            name,
            name.equals(ImageTower.PIXELS)
                ? images.noImage(environment)
                : tensor(environment, name, isMask(name) ? mask : ids, rows.size()));
      }
    } catch (OrtException e) {
      tensors.values().forEach(OnnxTensor::close);
      throw new AkinException.Internal("cannot hand texts to " + session.label(), e);
    }
    return session.run(tensors);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private OnnxTensor tensor(OrtEnvironment environment, String name, long[] values, int rows)
      throws OrtException {
    long[] shape = {rows, values.length / rows};
    return session.inputType(name) == OnnxJavaType.INT32
        ? OnnxTensor.createTensor(
            environment,
            IntBuffer.wrap(Arrays.stream(values).mapToInt(Math::toIntExact).toArray()),
            shape)
        : OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  private static boolean isIds(String name) {
    return name.equals("input_ids") || name.equals("text");
  }

  private static boolean isMask(String name) {
    return name.equals("attention_mask");
  }
}
