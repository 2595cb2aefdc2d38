package dev.akin.api.index;

/**
 * The short codes that an index keeps in place of vectors. A search estimates scores from codes and
 * scores again, with the vectors themselves, what could be among the nearest. A configuration that
 * exists is valid.
 */
public sealed interface QuantizerConfig {
  /** No codes. */
  QuantizerConfig NONE = new None();

  /** The name used on the command line and in files, such as {@code rabitq}. */
  String id();

  /** The index holds the vectors as they are. */
  record None() implements QuantizerConfig {
    @Override
    public String id() {
      return "none";
    }
  }

  /**
   * Eight bits per number, with an offset and a step per vector (the scheme of LVQ,
   * arXiv:2304.04759). Nothing is trained.
   */
  record Sq8() implements QuantizerConfig {
    /** The only configuration there is. */
    public static final Sq8 DEFAULTS = new Sq8();

    @Override
    public String id() {
      return "sq8";
    }
  }

  /**
   * Product quantization (Jégou, Douze and Schmid, 2011): vectors, less their centroid, are cut
   * into subspaces, and of each the nearest of a few centroids is kept.
   *
   * @param numSubspaces subspaces, 1 to the dimension; 0 for half the dimension at 4 bits, a
   *     quarter of it at 8
   * @param nbits bits per subspace: 4, of which 32 vectors are looked up at once in registers (fast
   *     scan), or 8, looked up in tables
   */
  record Pq(int numSubspaces, int nbits) implements QuantizerConfig {
    /** Half a byte for two numbers. */
    public static final Pq DEFAULTS = new Pq(0, 4);

    private static final int MAX_SUBSPACES = 65_536;

    /** Checks the ranges. */
    public Pq {
      if (numSubspaces < 0 || numSubspaces > MAX_SUBSPACES) {
        throw new IllegalArgumentException(
            "numSubspaces must be 1 to the dimension, or 0 to have it chosen: " + numSubspaces);
      }
      if (nbits != 4 && nbits != 8) {
        throw new IllegalArgumentException("nbits must be 4 or 8: " + nbits);
      }
    }

    /** The subspaces of vectors of a dimension. */
    public int subspaces(int dimension) {
      if (numSubspaces > 0) {
        return numSubspaces;
      }
      int numbers = nbits == 4 ? 2 : 4;
      return (dimension + numbers - 1) / numbers;
    }

    /** Checks that vectors of a dimension have so many subspaces. */
    public void checkDimension(int dimension) {
      if (numSubspaces > dimension) {
        throw new IllegalArgumentException(
            "numSubspaces must be at most the dimension (" + dimension + "): " + numSubspaces);
      }
    }

    @Override
    public String id() {
      return "pq";
    }
  }

  /**
   * RaBitQ (Gao and Long, arXiv:2405.12497, arXiv:2409.09913): the vector less its centroid,
   * rotated at random, each number rounded to a few bits. Its error has a known bound, which
   * decides what is scored again. Nothing is trained.
   *
   * @param bits per number, 1 to 8; above 3 the sign is looked up first, and the other bits only
   *     where it leaves a doubt
   */
  record Rabitq(int bits) implements QuantizerConfig {
    /** Two bits, of which few enough are wrong that hardly anything is scored again in vain. */
    public static final Rabitq DEFAULTS = new Rabitq(2);

    /** Checks the bits. */
    public Rabitq {
      if (bits < 1 || bits > 8) {
        throw new IllegalArgumentException("bits must be 1 to 8: " + bits);
      }
    }

    @Override
    public String id() {
      return "rabitq";
    }
  }
}
