package dev.akin.embedders.onnx;

import java.util.Arrays;
import java.util.Locale;

/** How the vectors of a text's tokens become the one vector of the text. Padding never counts. */
public enum Pooling {
  /** The mean of all tokens. */
  MEAN {
    @Override
    void pool(float[] hidden, int offset, int tokens, int dimension, float[] into) {
      sum(hidden, offset, tokens, dimension, into);
      scale(into, 1.0f / tokens);
    }
  },
  /** The sum of all tokens over the square root of their number. */
  MEAN_SQRT_LENGTH {
    @Override
    void pool(float[] hidden, int offset, int tokens, int dimension, float[] into) {
      sum(hidden, offset, tokens, dimension, into);
      scale(into, (float) (1.0 / Math.sqrt(tokens)));
    }
  },
  /** The mean of all tokens, the n-th weighted by n. */
  WEIGHTED_MEAN {
    @Override
    void pool(float[] hidden, int offset, int tokens, int dimension, float[] into) {
      for (int token = 0; token < tokens; token++) {
        int row = offset + token * dimension;
        for (int d = 0; d < dimension; d++) {
          into[d] += (token + 1) * hidden[row + d];
        }
      }
      scale(into, (float) (2.0 / ((double) tokens * (tokens + 1))));
    }
  },
  /** The first token. */
  CLS {
    @Override
    void pool(float[] hidden, int offset, int tokens, int dimension, float[] into) {
      System.arraycopy(hidden, offset, into, 0, dimension);
    }
  },
  /** The last token. */
  LAST_TOKEN {
    @Override
    void pool(float[] hidden, int offset, int tokens, int dimension, float[] into) {
      System.arraycopy(hidden, offset + (tokens - 1) * dimension, into, 0, dimension);
    }
  },
  /** The largest value of any token, per dimension. */
  MAX {
    @Override
    void pool(float[] hidden, int offset, int tokens, int dimension, float[] into) {
      Arrays.fill(into, Float.NEGATIVE_INFINITY);
      for (int token = 0; token < tokens; token++) {
        int row = offset + token * dimension;
        for (int d = 0; d < dimension; d++) {
          into[d] = Math.max(into[d], hidden[row + d]);
        }
      }
    }
  };

  /**
   * Pools one text.
   *
   * @param hidden the token vectors of a batch, row by row
   * @param offset where the text's first token starts
   * @param tokens of the text, without padding; at least 1
   * @param into zeros, as many as the dimension
   */
  abstract void pool(float[] hidden, int offset, int tokens, int dimension, float[] into);

  /** The name in messages and fingerprints. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static void sum(float[] hidden, int offset, int tokens, int dimension, float[] into) {
    for (int token = 0; token < tokens; token++) {
      int row = offset + token * dimension;
      for (int d = 0; d < dimension; d++) {
        into[d] += hidden[row + d];
      }
    }
  }

  private static void scale(float[] vector, float factor) {
    for (int d = 0; d < vector.length; d++) {
      vector[d] *= factor;
    }
  }
}
