package dev.akin.engine;

import dev.akin.api.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded vectors for tests, in clusters so that neighbours mean something. */
public final class RandomVectors {
  private final Random random;
  private final float[][] centers;

  /** Vectors of a dimension. */
  public RandomVectors(int dimension, long seed) {
    this.random = new Random(seed);
    this.centers = new float[20][dimension];
    for (float[] center : centers) {
      for (int i = 0; i < dimension; i++) {
        center[i] = (float) random.nextGaussian();
      }
    }
  }

  /** The next vector. */
  public float[] next() {
    float[] center = centers[random.nextInt(centers.length)];
    float[] vector = new float[center.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = center[i] + 0.5f * (float) random.nextGaussian();
    }
    return vector;
  }

  /** Records with numeric ids from {@code from} on, and a payload that repeats the id. */
  public List<Record> records(int from, int n) {
    List<Record> records = new ArrayList<>(n);
    for (int i = from; i < from + n; i++) {
      records.add(Record.of(i).vector(next()).put("n", i));
    }
    return records;
  }
}
