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
   * arXiv:2304.04759). For HNSW: the graph is walked over codes of a quarter of the size.
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
   * RaBitQ (Gao and Long, arXiv:2405.12497, arXiv:2409.09913): the vector less its centroid,
   * rotated at random, each number rounded to a few bits. Its error has a known bound, which
   * decides what is scored again.
   *
   * @param bits per number, 1, 2 or 3
   */
  record Rabitq(int bits) implements QuantizerConfig {
    /** Two bits, of which few enough are wrong that hardly anything is scored again in vain. */
    public static final Rabitq DEFAULTS = new Rabitq(2);

    /** Checks the bits. */
    public Rabitq {
      if (bits != 1 && bits != 2 && bits != 3) {
        throw new IllegalArgumentException("bits must be 1, 2 or 3: " + bits);
      }
    }

    @Override
    public String id() {
      return "rabitq";
    }
  }
}
