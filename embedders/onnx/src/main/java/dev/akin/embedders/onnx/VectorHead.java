package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import java.util.List;

/**
 * What is done after the transformer: pooling, Dense layers, normalisation, and the mean of a long
 * text's pieces. Immutable, safe for any number of threads.
 *
 * @param model its name in messages
 */
record VectorHead(String model, TextSettings settings) {
  /**
   * The vector of one row, not normalised.
   *
   * @param tokens of the row, without padding
   */
  float[] vector(OnnxSession.Output output, int row, int tokens) {
    int dimension = output.dimension();
    float[] vector = new float[dimension];
    if (output.rowLength() == 0) {
      System.arraycopy(output.values(), row * dimension, vector, 0, dimension);
      return vector;
    }
    int offset = row * output.rowLength() * dimension;
    settings
        .pooling()
        .orElse(Pooling.MEAN)
        .pool(output.values(), offset, tokens, dimension, vector);
    return DenseLayer.apply(settings.dense(), vector);
  }

  /**
   * Brings a vector to unit length if asked to; one of zeros stays.
   *
   * @param index of the text in its call, for messages
   * @throws AkinException.Internal if a value is not finite
   */
  void finish(float[] vector, boolean normalize, int index) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new AkinException.Internal(
          "model '" + model + "' made a vector that is not finite from input " + index, null);
    }
    if (normalize && squares > 0) {
      float factor = (float) (1 / Math.sqrt(squares));
      for (int d = 0; d < vector.length; d++) {
        vector[d] *= factor;
      }
    }
  }

  /** The mean of finished vectors, each weighted by the tokens of its row. */
  static float[] mean(List<Tokens> rows, List<float[]> vectors) {
    float[] sum = new float[vectors.getFirst().length];
    long total = 0;
    for (int i = 0; i < rows.size(); i++) {
      int weight = rows.get(i).length();
      total += weight;
      for (int d = 0; d < sum.length; d++) {
        sum[d] += weight * vectors.get(i)[d];
      }
    }
    for (int d = 0; d < sum.length; d++) {
      sum[d] /= total;
    }
    return sum;
  }
}
