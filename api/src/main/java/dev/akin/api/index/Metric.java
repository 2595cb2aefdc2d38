package dev.akin.api.index;

import java.util.Locale;

/**
 * How the closeness of two vectors is measured.
 *
 * <p>Inside Akin a <em>score</em> is a float where higher is closer, for every metric; a
 * <em>distance</em> (lower is closer) exists only at the edge and is made by {@link
 * #distance(float)}.
 *
 * <table>
 * <caption>Scores and distances</caption>
 * <tr><th>metric</th><th>score</th><th>distance</th></tr>
 * <tr><td>COSINE</td><td>cosine similarity, -1 to 1</td><td>1 - score, 0 to 2</td></tr>
 * <tr><td>DOT</td><td>inner product</td><td>-score</td></tr>
 * <tr><td>EUCLIDEAN</td><td>minus the squared L2 distance</td><td>L2 distance</td></tr>
 * <tr><td>MANHATTAN</td><td>minus the L1 distance</td><td>L1 distance</td></tr>
 * <tr><td>HAMMING</td><td>minus the number of bits that differ</td><td>that number</td></tr>
 * </table>
 */
public enum Metric {
  /** Cosine similarity. Vectors are normalised once, when written; a zero vector scores 0. */
  COSINE,
  /** Inner product, not normalised. */
  DOT,
  /** Euclidean (L2) distance. */
  EUCLIDEAN,
  /** Manhattan (L1) distance. */
  MANHATTAN,
  /**
   * Hamming distance of binary vectors. A number above 0 is a bit that is set, any other one that
   * is not, so both 0 and 1 and -1 and 1 will do. Indexes hold a bit per number.
   */
  HAMMING;

  /** Turns a score (higher is closer) into the metric's distance (lower is closer). */
  public float distance(float score) {
    return switch (this) {
      case COSINE -> 1 - score;
      case DOT -> -score;
      case EUCLIDEAN -> (float) Math.sqrt(Math.max(0, -score));
      case MANHATTAN, HAMMING -> -score;
    };
  }

  /**
   * Numbers that a prepared vector has: under {@link #HAMMING} one for 32 bits, else as many as the
   * vector itself.
   */
  public int preparedDimension(int dimension) {
    return this == HAMMING ? (dimension + Float.SIZE - 1) / Float.SIZE : dimension;
  }

  /**
   * Prepares a vector for scoring under this metric: for {@link #COSINE} a copy of unit length (a
   * zero vector stays zero), for {@link #HAMMING} its bits, the first lowest, as floats that mean
   * nothing as numbers and may look like NaN; otherwise the vector itself.
   */
  public float[] prepare(float[] vector) {
    return switch (this) {
      case COSINE -> normalize(vector);
      case DOT, EUCLIDEAN, MANHATTAN -> vector;
      case HAMMING -> pack(vector);
    };
  }

  private static float[] pack(float[] vector) {
    float[] packed = new float[HAMMING.preparedDimension(vector.length)];
    for (int word = 0; word < packed.length; word++) {
      int bits = 0;
      int first = word * Float.SIZE;
      for (int i = Math.min(vector.length, first + Float.SIZE) - 1; i >= first; i--) {
        bits = bits << 1 | (vector[i] > 0 ? 1 : 0);
      }
      packed[word] = Float.intBitsToFloat(bits);
    }
    return packed;
  }

  private static float[] normalize(float[] vector) {
    double sum = 0;
    for (float v : vector) {
      sum += (double) v * v;
    }
    float[] unit = vector.clone();
    if (sum > 0) {
      double inverse = 1 / Math.sqrt(sum);
      for (int i = 0; i < unit.length; i++) {
        unit[i] = (float) (unit[i] * inverse);
      }
    }
    return unit;
  }

  /** The name used on the command line and in files: the constant in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
