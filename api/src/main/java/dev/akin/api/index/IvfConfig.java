package dev.akin.api.index;

/**
 * Inverted lists: vectors are grouped around centroids that k-means finds, and a search scans the
 * lists of the centroids nearest to the query. While there are too few vectors to learn centroids
 * from, all are scanned.
 *
 * @param nlist lists, 1 to 1,000,000; 0 has the index choose from the number of vectors, about four
 *     times its square root, and choose again as it grows. There are more when lists that grow far
 *     beyond the others are split
 * @param seed of the sample that k-means starts from; the same seed and insertion order give the
 *     same lists when one thread builds them
 */
public record IvfConfig(int nlist, long seed) implements IndexConfig {
  /** The most lists. */
  public static final int MAX_NLIST = 1_000_000;

  /** nlist chosen from the size. */
  public static final IvfConfig DEFAULTS = new IvfConfig(0, 42);

  /** Checks the range. */
  public IvfConfig {
    if (nlist < 0 || nlist > MAX_NLIST) {
      throw new IllegalArgumentException(
          "nlist must be 1 to " + MAX_NLIST + ", or 0 to have it chosen: " + nlist);
    }
  }

  /** This configuration with another {@code nlist}. */
  public IvfConfig withNlist(int nlist) {
    return new IvfConfig(nlist, seed);
  }

  /** This configuration with another seed. */
  public IvfConfig withSeed(long seed) {
    return new IvfConfig(nlist, seed);
  }

  @Override
  public String id() {
    return "ivf";
  }
}
