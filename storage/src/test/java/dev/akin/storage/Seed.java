package dev.akin.storage;

import java.util.Random;

/** Randomness that can be repeated: the seed is printed, and set with {@code -Dtest.seed=}. */
final class Seed {
  private Seed() {}

  static Random random(String test) {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println(test + ": -Dtest.seed=" + seed);
    return new Random(seed);
  }
}
