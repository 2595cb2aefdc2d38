package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.LongText;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what a vector is made of, and how it is indexed. */
final class VectorOptions {
  @Option(
      names = "--embedder",
      paramLabel = "MODEL",
      description = "The model that makes the vectors; akin models list names them.")
  private String embedder;

  @Option(
      names = "--dimension",
      paramLabel = "D",
      description = {
        "The length of the vectors the caller brings; with --embedder, how many values to keep of"
            + " the model's (default: all)."
      })
  private Integer dimension;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description =
          "cosine, dot, euclidean, manhattan, or hamming for binary vectors (default: cosine).")
  private Metric metric;

  /** The kinds of index. */
  enum IndexKind {
    HNSW,
    IVF,
    FLAT;

    static IndexKind of(IndexConfig config) {
      return switch (config) {
        case HnswConfig _ -> HNSW;
        case IvfConfig _ -> IVF;
        case FlatConfig _ -> FLAT;
      };
    }
  }

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = "hnsw, ivf, or flat for exact scans (default: hnsw).")
  private IndexKind index;

  @Option(names = "--m", paramLabel = "N", description = "HNSW: links per node (default: 16).")
  private Integer m;

  @Option(
      names = "--ef-construction",
      paramLabel = "N",
      description = "HNSW: candidates kept while a vector is inserted (default: 200).")
  private Integer efConstruction;

  @Option(
      names = "--nlist",
      paramLabel = "N",
      description = "IVF: lists (default: chosen from the number of vectors).")
  private Integer nlist;

  /** The kinds of codes. */
  enum QuantizerKind {
    NONE,
    SQ8,
    PQ,
    RABITQ;

    static QuantizerKind of(QuantizerConfig config) {
      return switch (config) {
        case QuantizerConfig.None _ -> NONE;
        case QuantizerConfig.Sq8 _ -> SQ8;
        case QuantizerConfig.Pq _ -> PQ;
        case QuantizerConfig.Rabitq _ -> RABITQ;
      };
    }
  }

  @Option(
      names = "--quantizer",
      paramLabel = "QUANTIZER",
      description =
          "Codes: none, sq8, pq or rabitq; HNSW takes none and sq8, IVF and flat take all"
              + " (default: none).")
  private QuantizerKind quantizer;

  @Option(
      names = "--bits",
      paramLabel = "N",
      description =
          "rabitq: bits per number, 1 to 8 (default: 2). pq: bits per subspace, 4 or 8"
              + " (default: 4).")
  private Integer bits;

  @Option(
      names = "--subspaces",
      paramLabel = "N",
      description = "pq: subspaces (default: half the dimension at 4 bits, a quarter of it at 8).")
  private Integer subspaces;

  @Option(
      names = "--no-keep-source",
      description = "Do not store the texts and images that the model embeds.")
  private boolean noKeepSource;

  @Option(
      names = "--long-text",
      paramLabel = "FATE",
      description =
          "Texts longer than the model reads: truncate, average (of their pieces) or reject"
              + " (default: truncate).")
  private LongText longText;

  /** A new vector. */
  VectorSpec spec(CommandLine command) {
    if (embedder == null && dimension == null) {
      throw new ParameterException(
          command, "Missing option: --embedder=MODEL, or --dimension=D for vectors of your own");
    }
    if (embedder == null && longText != null && longText != LongText.TRUNCATE) {
      throw new ParameterException(command, "--long-text is for --embedder");
    }
    return new VectorSpec(
        dimension(),
        Optional.ofNullable(embedder),
        metric == null ? Metric.COSINE : metric,
        index(command, HnswConfig.DEFAULTS).orElse(HnswConfig.DEFAULTS),
        quantizer(command, QuantizerConfig.NONE).orElse(QuantizerConfig.NONE),
        !noKeepSource,
        longText == null ? LongText.TRUNCATE : longText);
  }

  /** Whether options were given that say more than how the vector is indexed. */
  boolean tellMoreThanTheIndex() {
    return embedder != null
        || dimension != null
        || metric != null
        || noKeepSource
        || longText != null;
  }

  private int dimension() {
    if (dimension == null) {
      return 0;
    }
    if (dimension < 1) {
      throw new AkinException.InvalidArgument(
          "dimension must be 1 to " + VectorSpec.MAX_DIMENSION + ": " + dimension);
    }
    return dimension;
  }

  /**
   * The index that was asked for, empty if none was.
   *
   * @param there what parameters are of when no kind is given
   */
  Optional<IndexConfig> index(CommandLine command, IndexConfig there) {
    IndexKind kind = index == null ? IndexKind.of(there) : index;
    if (kind != IndexKind.HNSW && (m != null || efConstruction != null)) {
      throw new ParameterException(command, "--m and --ef-construction are for --index hnsw");
    }
    if (kind != IndexKind.IVF && nlist != null) {
      throw new ParameterException(command, "--nlist is for --index ivf");
    }
    if (index == null && m == null && efConstruction == null && nlist == null) {
      return Optional.empty();
    }
    IndexConfig base = index == null ? there : null;
    return Optional.of(
        checked(
            () ->
                switch (kind) {
                  case FLAT -> FlatConfig.DEFAULTS;
                  case IVF -> ivf(base instanceof IvfConfig ivf ? ivf : IvfConfig.DEFAULTS);
                  case HNSW -> hnsw(base instanceof HnswConfig hnsw ? hnsw : HnswConfig.DEFAULTS);
                }));
  }

  private IvfConfig ivf(IvfConfig base) {
    return nlist == null ? base : base.withNlist(nlist);
  }

  private HnswConfig hnsw(HnswConfig base) {
    HnswConfig config = m == null ? base : base.withM(m);
    return efConstruction == null ? config : config.withEfConstruction(efConstruction);
  }

  /**
   * The quantizer that was asked for, empty if none was.
   *
   * @param there what parameters are of when no kind is given
   */
  Optional<QuantizerConfig> quantizer(CommandLine command, QuantizerConfig there) {
    QuantizerKind kind = quantizer == null ? QuantizerKind.of(there) : quantizer;
    boolean takesBits = kind == QuantizerKind.RABITQ || kind == QuantizerKind.PQ;
    if (!takesBits && bits != null) {
      throw new ParameterException(command, "--bits is for --quantizer rabitq and pq");
    }
    if (kind != QuantizerKind.PQ && subspaces != null) {
      throw new ParameterException(command, "--subspaces is for --quantizer pq");
    }
    if (quantizer == null && bits == null && subspaces == null) {
      return Optional.empty();
    }
    QuantizerConfig base = quantizer == null ? there : null;
    return Optional.of(
        checked(
            () ->
                switch (kind) {
                  case NONE -> QuantizerConfig.NONE;
                  case SQ8 -> QuantizerConfig.Sq8.DEFAULTS;
                  case PQ ->
                      pq(base instanceof QuantizerConfig.Pq pq ? pq : QuantizerConfig.Pq.DEFAULTS);
                  case RABITQ ->
                      bits == null
                          ? QuantizerConfig.Rabitq.DEFAULTS
                          : new QuantizerConfig.Rabitq(bits);
                }));
  }

  private QuantizerConfig.Pq pq(QuantizerConfig.Pq base) {
    return new QuantizerConfig.Pq(
        subspaces == null ? base.numSubspaces() : subspaces, bits == null ? base.nbits() : bits);
  }

  private static <T> T checked(Supplier<T> config) {
    try {
      return config.get();
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }
}
