package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.LongText;
import dev.akin.api.Record;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code akin collections create NAME}. */
@Command(
    name = "create",
    description = "Create a collection whose vectors a model makes, or the caller brings.")
final class CollectionsCreateCommand extends ClientCommand {
  @Parameters(paramLabel = "NAME", description = "The collection.")
  private String name;

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
      names = "--vector-name",
      paramLabel = "VECTOR",
      description = "The name of the vector (default: ${DEFAULT-VALUE}).",
      defaultValue = Record.DEFAULT_VECTOR)
  private String vectorName;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description =
          "cosine, dot, euclidean, manhattan, or hamming for binary vectors (default: cosine).")
  private Metric metric = Metric.COSINE;

  /** The kinds of index. */
  enum IndexKind {
    HNSW,
    IVF,
    FLAT
  }

  @Option(
      names = "--index",
      paramLabel = "INDEX",
      description = "hnsw, ivf, or flat for exact scans (default: hnsw).")
  private IndexKind index = IndexKind.HNSW;

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
    RABITQ
  }

  @Option(
      names = "--quantizer",
      paramLabel = "QUANTIZER",
      description =
          "Codes: none, sq8, pq or rabitq; HNSW takes none and sq8, IVF and flat take all"
              + " (default: none).")
  private QuantizerKind quantizer = QuantizerKind.NONE;

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
      names = "--sync",
      paramLabel = "MODE",
      description =
          "When a write is safe from a loss of power: always (before it is acknowledged),"
              + " interval (a tenth of a second later) or os (default: always).")
  private SyncMode sync = SyncMode.ALWAYS;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "Records expire so long after they were written, unless they say otherwise: a number with"
              + " ms, s, m, h or d (default: they stay).")
  private Duration ttl;

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
  private LongText longText = LongText.TRUNCATE;

  @Override
  Database open(Connection connection) {
    return connection.openOrCreate();
  }

  @Override
  int run(Database database) {
    checkOptionsFit();
    VectorSpec vector =
        new VectorSpec(
            dimension(),
            Optional.ofNullable(embedder),
            metric,
            index(),
            quantizer(),
            !noKeepSource,
            longText);
    CollectionSpec collection = CollectionSpec.empty().vector(vectorName, vector).sync(sync);
    if (ttl != null) {
      collection = collection.ttl(ttl);
    }
    CollectionInfo info = database.createCollection(name, collection).info();
    out()
        .println(
            json()
                ? CollectionText.json(info)
                : "created " + info.name() + " (" + CollectionText.vectors(info) + ")");
    return 0;
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

  private IndexConfig index() {
    return switch (index) {
      case FLAT -> FlatConfig.DEFAULTS;
      case IVF -> ivf();
      case HNSW -> hnsw();
    };
  }

  private void checkOptionsFit() {
    if (embedder == null && dimension == null) {
      throw new ParameterException(
          spec().commandLine(),
          "Missing option: --embedder=MODEL, or --dimension=D for vectors of your own");
    }
    if (embedder == null && longText != LongText.TRUNCATE) {
      throw new ParameterException(spec().commandLine(), "--long-text is for --embedder");
    }
    if (index != IndexKind.HNSW && (m != null || efConstruction != null)) {
      throw new ParameterException(
          spec().commandLine(), "--m and --ef-construction are for --index hnsw");
    }
    if (index != IndexKind.IVF && nlist != null) {
      throw new ParameterException(spec().commandLine(), "--nlist is for --index ivf");
    }
    boolean takesBits = quantizer == QuantizerKind.RABITQ || quantizer == QuantizerKind.PQ;
    if (!takesBits && bits != null) {
      throw new ParameterException(spec().commandLine(), "--bits is for --quantizer rabitq and pq");
    }
    if (quantizer != QuantizerKind.PQ && subspaces != null) {
      throw new ParameterException(spec().commandLine(), "--subspaces is for --quantizer pq");
    }
  }

  private IvfConfig ivf() {
    try {
      return nlist == null ? IvfConfig.DEFAULTS : IvfConfig.DEFAULTS.withNlist(nlist);
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }

  private QuantizerConfig quantizer() {
    try {
      return switch (quantizer) {
        case NONE -> QuantizerConfig.NONE;
        case SQ8 -> QuantizerConfig.Sq8.DEFAULTS;
        case PQ ->
            new QuantizerConfig.Pq(
                subspaces == null ? QuantizerConfig.Pq.DEFAULTS.numSubspaces() : subspaces,
                bits == null ? QuantizerConfig.Pq.DEFAULTS.nbits() : bits);
        case RABITQ ->
            bits == null ? QuantizerConfig.Rabitq.DEFAULTS : new QuantizerConfig.Rabitq(bits);
      };
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }

  private HnswConfig hnsw() {
    HnswConfig config = HnswConfig.DEFAULTS;
    try {
      if (m != null) {
        config = config.withM(m);
      }
      return efConstruction == null ? config : config.withEfConstruction(efConstruction);
    } catch (IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(e.getMessage(), e);
    }
  }
}
