package dev.akin.api;

import dev.akin.api.index.Metric;
import java.util.Set;

/**
 * What a model is.
 *
 * @param name under which collections and queries refer to it
 * @param kind what it is for
 * @param dimension of its vectors; 0 for a reranker, which makes none
 * @param modalities it reads
 * @param metric its vectors are made for; dot, and of no meaning, for a reranker
 * @param maxTokens of one text; {@link LongText} says what becomes of longer ones; 0 when there is
 *     no limit
 * @param fingerprint of its files, so that a collection notices another model under the same name
 */
public record ModelInfo(
    String name,
    ModelKind kind,
    int dimension,
    Set<Modality> modalities,
    Metric metric,
    int maxTokens,
    String fingerprint) {
  /** Copies the set. */
  public ModelInfo {
    modalities = Set.copyOf(modalities);
  }

  /** An embedder. */
  public ModelInfo(
      String name,
      int dimension,
      Set<Modality> modalities,
      Metric metric,
      int maxTokens,
      String fingerprint) {
    this(name, ModelKind.EMBEDDER, dimension, modalities, metric, maxTokens, fingerprint);
  }

  /**
   * A reranker of texts.
   *
   * @param maxTokens of question and passage together
   */
  public static ModelInfo ofReranker(String name, int maxTokens, String fingerprint) {
    return new ModelInfo(
        name, ModelKind.RERANKER, 0, Set.of(Modality.TEXT), Metric.DOT, maxTokens, fingerprint);
  }
}
