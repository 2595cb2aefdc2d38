package dev.akin.api;

import dev.akin.api.index.Metric;
import java.util.Set;

/**
 * What an embedding model is.
 *
 * @param name under which collections and queries refer to it
 * @param dimension of its vectors
 * @param modalities it embeds
 * @param metric its vectors are made for
 * @param maxTokens of one text; {@link LongText} says what becomes of longer ones; 0 when there is
 *     no limit
 * @param fingerprint of its files, so that a collection notices another model under the same name
 */
public record ModelInfo(
    String name,
    int dimension,
    Set<Modality> modalities,
    Metric metric,
    int maxTokens,
    String fingerprint) {
  /** Copies the set. */
  public ModelInfo {
    modalities = Set.copyOf(modalities);
  }
}
