package dev.akin.index.internal.rabitq;

/**
 * Rounds a rotated residual to a code (arXiv:2405.12497 for one bit, arXiv:2409.09913 for more):
 * each number becomes one of {@code 2^bits} levels, equally far apart and symmetric about zero, at
 * the scale that makes code and residual point most nearly the same way. Holds the last result; not
 * thread-safe.
 */
final class RabitqCode {
  private static final int SCALES = 24;

  private final int top;
  private final float[] levels;
  private final float[] trial;
  private final int[] digits;

  RabitqCode(int dimension, int bits) {
    this.top = (1 << bits) - 1;
    this.levels = new float[dimension];
    this.trial = new float[dimension];
    this.digits = new int[dimension];
  }

  /** Rounds a residual. */
  void round(float[] residual) {
    float largest = 0;
    for (float value : residual) {
      largest = Math.max(largest, Math.abs(value));
    }
    if (top == 1 || largest == 0) {
      round(residual, 1, levels);
    } else {
      roundBest(residual, largest);
    }
    for (int i = 0; i < digits.length; i++) {
      digits[i] = Math.round(levels[i] + top / 2f);
    }
  }

  private void roundBest(float[] residual, float largest) {
    double best = -1;
    for (int s = 1; s <= SCALES; s++) {
      // From the largest number being far beyond the outermost level to it being just within.
      float scale = (top / 2f) * (0.6f + 2.4f * s / SCALES) / largest;
      float with = round(residual, scale, trial);
      float of = squares(trial);
      double cosine = with / Math.sqrt(of);
      if (cosine > best) {
        best = cosine;
        System.arraycopy(trial, 0, levels, 0, trial.length);
      }
    }
  }

  private float round(float[] residual, float scale, float[] target) {
    float half = top / 2f;
    double sum = 0;
    for (int i = 0; i < residual.length; i++) {
      double digit = Math.floor((double) residual[i] * scale + half + 0.5);
      target[i] = (float) Math.clamp(digit, 0, top) - half;
      sum += target[i] * residual[i];
    }
    return (float) sum;
  }

  private static float squares(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return sum;
  }

  /** The code of a number, 0 to {@code 2^bits - 1}. */
  int digit(int i) {
    return digits[i];
  }

  /** What the code stands for, but for a factor: symmetric about zero, one apart. */
  float[] levels() {
    return levels;
  }
}
