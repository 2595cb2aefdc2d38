package dev.akin.embedders.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.akin.api.AkinException;
import dev.akin.embedders.EmbedderOptions;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A text model loaded into ONNX Runtime. Safe for any number of threads; who opens it closes it,
 * after the last call has returned.
 */
final class OnnxSession implements AutoCloseable {
  /**
   * What comes out of the model for a batch.
   *
   * @param values row by row
   * @param rowLength tokens per text, padding included; 0 if the vectors are of texts
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Output(float[] values, int rowLength, int dimension) {}

  private final String label;
  private final OrtSession session;
  private final ModelInputs inputs;
  private final ModelOutput output;
  private final Optional<ModelOutput> tokenOutput;
  private final long padToken;

  private OnnxSession(
      String label,
      OrtSession session,
      ModelInputs inputs,
      ModelOutput output,
      Optional<ModelOutput> tokenOutput,
      long padToken) {
    this.label = label;
    this.session = session;
    this.inputs = inputs;
    this.output = output;
    this.tokenOutput = tokenOutput;
    this.padToken = padToken;
  }

  /**
   * Loads a model.
   *
   * @param choice of the output that {@link #run} gives
   * @param padToken the id of the padding token
   * @param threads that one run keeps busy
   * @param cuda the GPU to run on
   * @throws AkinException.Corrupted if the file is damaged
   * @throws AkinException.InvalidArgument if it is not a text model
   */
  static OnnxSession open(
      OnnxSource source,
      ModelOutput.Choice choice,
      long padToken,
      int threads,
      EmbedderOptions options,
      OptionalInt cuda) {
    OrtSession session = OnnxRuntime.open(source, threads, options, cuda);
    try {
      ModelInputs inputs = ModelInputs.of(source.describe(), session.getInputInfo());
      ModelOutput output = choice.choose(source.describe(), session.getOutputInfo());
      return new OnnxSession(
          source.describe(),
          session,
          inputs,
          output,
          ModelOutput.ofTokens(session.getOutputInfo()),
          padToken);
    } catch (OrtException e) {
      closeQuietly(session);
      throw new AkinException.Internal("cannot read the inputs of " + source.describe(), e);
    } catch (RuntimeException e) {
      closeQuietly(session);
      throw e;
    }
  }

  /** Whether the model asks for token types. */
  boolean wantsTypes() {
    return inputs.wantsTypes();
  }

  /**
   * Runs a batch.
   *
   * @throws AkinException.ResourceExhausted if memory runs out
   */
  Output run(List<Tokens> batch) {
    return run(batch, output);
  }

  /**
   * Runs one text, for the vectors of its tokens.
   *
   * @throws AkinException.InvalidArgument if the model gives none
   */
  Output runTokens(Tokens text) {
    return run(
        List.of(text),
        tokenOutput.orElseThrow(
            () ->
                new AkinException.InvalidArgument(
                    "model " + label + " has no output with the vectors of tokens")));
  }

  private Output run(List<Tokens> batch, ModelOutput wanted) {
    int length = 0;
    for (Tokens tokens : batch) {
      length = Math.max(length, tokens.length());
    }
    try {
      Map<String, OnnxTensor> tensors =
          inputs.tensors(NativeLibraries.onnxRuntime(), batch, length, padToken);
      try (OrtSession.Result result = session.run(tensors, Set.of(wanted.name()))) {
        OnnxTensor tensor = (OnnxTensor) result.get(0);
        long[] shape = tensor.getInfo().getShape();
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new Output(
            values, wanted.perToken() ? (int) shape[1] : 0, (int) shape[shape.length - 1]);
      } finally {
        tensors.values().forEach(OnnxTensor::close);
      }
    } catch (OrtException e) {
      String message = "model " + label + " failed: " + e.getMessage();
      throw e.getMessage().contains("Failed to allocate memory")
          ? new AkinException.ResourceExhausted(message, e)
          : new AkinException.Internal(message, e);
    }
  }

  /** Lets go of the model. Not safe while a call runs. */
  @Override
  public void close() {
    closeQuietly(session);
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AkinException.Internal("cannot close a model", e);
    }
  }
}
