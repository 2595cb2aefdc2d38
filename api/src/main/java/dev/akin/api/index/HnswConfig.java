package dev.akin.api.index;

/**
 * A hierarchical navigable small world graph (Malkov and Yashunin, arXiv:1603.09320).
 *
 * @param m links per node on the upper levels, 2 to 256; level 0 holds {@code 2 * m}
 * @param efConstruction candidates kept while a node is inserted, {@code m} to 10,000
 * @param seed of the random levels; the same seed and insertion order give the same graph when one
 *     thread builds it
 */
public record HnswConfig(int m, int efConstruction, long seed) implements IndexConfig {
  /** m 16, efConstruction 200. */
  public static final HnswConfig DEFAULTS = new HnswConfig(16, 200, 42);

  /** Checks the ranges. */
  public HnswConfig {
    if (m < 2 || m > 256) {
      throw new IllegalArgumentException("m must be 2 to 256: " + m);
    }
    if (efConstruction < m || efConstruction > 10_000) {
      throw new IllegalArgumentException(
          "efConstruction must be m (" + m + ") to 10000: " + efConstruction);
    }
  }

  /** This configuration with another {@code m}; efConstruction is raised to it if lower. */
  public HnswConfig withM(int m) {
    return new HnswConfig(m, Math.max(m, efConstruction), seed);
  }

  /** This configuration with another {@code efConstruction}. */
  public HnswConfig withEfConstruction(int efConstruction) {
    return new HnswConfig(m, efConstruction, seed);
  }

  /** This configuration with another seed. */
  public HnswConfig withSeed(long seed) {
    return new HnswConfig(m, efConstruction, seed);
  }

  @Override
  public String id() {
    return "hnsw";
  }
}
