package dev.akin.api;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.util.Objects;
import java.util.Optional;

/**
 * One of a collection's vectors: where it comes from and how it is searched. Immutable.
 *
 * @param dimension 1 to {@value #MAX_DIMENSION}; 0 takes the embedder's, and less than the
 *     embedder's keeps the first values of its vectors, scaled back to the length of the whole: for
 *     models that were trained for it (Matryoshka, arXiv:2205.13147)
 * @param embedder the name of the model that makes the vector from text or images, or empty when
 *     the caller brings vectors
 * @param metric how closeness is measured
 * @param index how the vectors are indexed
 * @param quantizer the codes that the index keeps; none under {@link Metric#HAMMING}, none or sq8
 *     with {@link HnswConfig}
 * @param keepSource whether the text or image is stored with the record
 * @param longText what becomes of texts, of records and queries, that are longer than the embedder
 *     reads
 */
public record VectorSpec(
    int dimension,
    Optional<String> embedder,
    Metric metric,
    IndexConfig index,
    QuantizerConfig quantizer,
    boolean keepSource,
    LongText longText) {

  /** The largest dimension. */
  public static final int MAX_DIMENSION = 65_536;

  /** Checks that there is a dimension in range or an embedder. */
  public VectorSpec {
    Objects.requireNonNull(embedder, "embedder");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(index, "index");
    Objects.requireNonNull(quantizer, "quantizer");
    Objects.requireNonNull(longText, "longText");
    if (dimension < 0 || dimension > MAX_DIMENSION || (dimension == 0 && embedder.isEmpty())) {
      throw new AkinException.InvalidArgument(
          "dimension must be 1 to " + MAX_DIMENSION + ": " + dimension);
    }
    checkQuantizer(dimension, metric, index, quantizer);
  }

  private static void checkQuantizer(
      int dimension, Metric metric, IndexConfig index, QuantizerConfig quantizer) {
    if (quantizer instanceof QuantizerConfig.None) {
      return;
    }
    if (metric == Metric.HAMMING) {
      throw new AkinException.InvalidArgument(
          "quantizer must be none under the metric hamming, whose vectors are bits already: "
              + quantizer.id());
    }
    if (index instanceof HnswConfig && !(quantizer instanceof QuantizerConfig.Sq8)) {
      throw new AkinException.InvalidArgument(
          "quantizer must be none or sq8 for the index hnsw: "
              + quantizer.id()
              + "; the indexes ivf and flat take it");
    }
    if (dimension > 0 && quantizer instanceof QuantizerConfig.Pq pq) {
      try {
        pq.checkDimension(dimension);
      } catch (IllegalArgumentException e) {
        throw new AkinException.InvalidArgument(e.getMessage(), e);
      }
    }
  }

  /** Vectors that the caller brings: cosine, HNSW. */
  public static VectorSpec ofDimension(int dimension) {
    return new VectorSpec(
        dimension,
        Optional.empty(),
        Metric.COSINE,
        HnswConfig.DEFAULTS,
        QuantizerConfig.NONE,
        true,
        LongText.TRUNCATE);
  }

  /** Vectors that a model makes: cosine, HNSW, sources kept. */
  public static VectorSpec ofEmbedder(String model) {
    return new VectorSpec(
        0,
        Optional.of(model),
        Metric.COSINE,
        HnswConfig.DEFAULTS,
        QuantizerConfig.NONE,
        true,
        LongText.TRUNCATE);
  }

  /** With another metric. */
  public VectorSpec metric(Metric metric) {
    return new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText);
  }

  /** With another index. */
  public VectorSpec index(IndexConfig index) {
    return new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText);
  }

  /** With another quantizer. */
  public VectorSpec quantizer(QuantizerConfig quantizer) {
    return new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText);
  }

  /** With or without the sources kept. */
  public VectorSpec keepSource(boolean keepSource) {
    return new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText);
  }

  /** With the dimension filled in. */
  public VectorSpec dimension(int dimension) {
    return new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText);
  }

  /** With another fate for texts longer than the embedder reads. */
  public VectorSpec longText(LongText longText) {
    return new VectorSpec(dimension, embedder, metric, index, quantizer, keepSource, longText);
  }
}
