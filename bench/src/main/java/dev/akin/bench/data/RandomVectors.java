package dev.akin.bench.data;

import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Uniform random vectors between -1 and 1: no structure to find, so the hardest case there is. For
 * stress, not for claims.
 *
 * @param rows how many
 * @param dimension of each
 * @param seed of the numbers
 */
public record RandomVectors(int rows, int dimension, long seed) implements VectorSource {
  @Override
  public String name() {
    return "random-" + rows + "x" + dimension + "-s" + seed;
  }

  @Override
  public float[][] load(Path folder) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] vectors = new float[rows][dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        vector[i] = (float) random.nextDouble(-1, 1);
      }
    }
    return vectors;
  }
}
