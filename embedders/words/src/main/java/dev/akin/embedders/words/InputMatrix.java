package dev.akin.embedders.words;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The vectors of words and n-grams, where they lie in the file. Safe for any number of threads. */
sealed interface InputMatrix {
  /** Number of vectors. */
  long rows();

  /**
   * Adds a vector to another.
   *
   * @param scratch as long as the vectors; what it held is lost
   */
  void addRow(long row, float[] into, float[] scratch);

  /** Reads where a matrix begins, and steps over it. */
  static InputMatrix read(ModelCursor cursor, boolean quantized, int dimension) {
    boolean normalized = quantized && cursor.nextBoolean("qnorm");
    long rows = cursor.nextLongCount("the number of rows");
    long columns = cursor.nextLongCount("the number of columns");
    if (columns != dimension) {
      throw cursor.damaged("vectors of " + columns + " in a model of dimension " + dimension);
    }
    if (!quantized) {
      return new Dense(rows, cursor.next(rows, columns * Float.BYTES, "the vectors"));
    }
    int codeSize = cursor.nextCount("the number of codes");
    MemorySegment codes = cursor.next(codeSize, 1, "the codes");
    Codebook codebook = Codebook.read(cursor, dimension);
    if (codeSize != rows * codebook.subspaces()) {
      throw cursor.damaged(codeSize + " codes for " + rows + " vectors");
    }
    if (!normalized) {
      return new Quantized(rows, codes, codebook, null, null);
    }
    MemorySegment normCodes = cursor.next(rows, 1, "the codes of the norms");
    return new Quantized(rows, codes, codebook, normCodes, Codebook.read(cursor, 1));
  }

  /** Floats as they are. */
  record Dense(long rows, MemorySegment values) implements InputMatrix {
    @Override
    public void addRow(long row, float[] into, float[] scratch) {
      // Copied out first: the sum over two arrays is then done with SIMD.
      MemorySegment.copy(
          values, ModelCursor.FLOAT, row * into.length * Float.BYTES, scratch, 0, into.length);
      for (int d = 0; d < into.length; d++) {
        into[d] += scratch[d];
      }
    }
  }

  /** Product-quantized vectors; where the norms are quantized apart, with their codes. */
  record Quantized(
      long rows,
      MemorySegment codes,
      Codebook codebook,
      MemorySegment normCodes,
      Codebook normCodebook)
      implements InputMatrix {
    @Override
    public void addRow(long row, float[] into, float[] scratch) {
      float norm = 1;
      if (normCodes != null) {
        norm =
            normCodebook.value(0, Byte.toUnsignedInt(normCodes.get(ValueLayout.JAVA_BYTE, row)), 0);
      }
      int subspaces = codebook.subspaces();
      for (int m = 0; m < subspaces; m++) {
        int code = Byte.toUnsignedInt(codes.get(ValueLayout.JAVA_BYTE, row * subspaces + m));
        int start = m * codebook.width();
        for (int d = 0; d < codebook.width(m); d++) {
          into[start + d] += norm * codebook.value(m, code, d);
        }
      }
    }
  }

  /**
   * What codes stand for.
   *
   * @param subspaces the vector is cut into
   * @param width of all but the last
   * @param lastWidth of the last
   * @param centroids 256 of each
   */
  record Codebook(int subspaces, int width, int lastWidth, float[] centroids) {
    private static final int CODES = 256;

    static Codebook read(ModelCursor cursor, int dimension) {
      int dim = cursor.nextCount("the codebook's dimension");
      int subspaces = cursor.nextCount("the number of subspaces");
      int width = cursor.nextCount("the width of a subspace");
      int lastWidth = cursor.nextCount("the width of the last subspace");
      if (dim != dimension
          || subspaces < 1
          || width < 1
          || lastWidth < 1
          || lastWidth > width
          || (subspaces - 1L) * width + lastWidth != dim) {
        throw cursor.damaged(
            subspaces + " subspaces of " + width + " in a codebook of dimension " + dim);
      }
      float[] centroids =
          cursor.next((long) dim * CODES, Float.BYTES, "the centroids").toArray(ModelCursor.FLOAT);
      return new Codebook(subspaces, width, lastWidth, centroids);
    }

    int width(int subspace) {
      return subspace == subspaces - 1 ? lastWidth : width;
    }

    float value(int subspace, int code, int d) {
      return centroids[subspace * CODES * width + code * width(subspace) + d];
    }
  }
}
