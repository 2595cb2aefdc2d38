package dev.akin.api.document;

import java.util.List;

/**
 * A document that a search has found.
 *
 * @param document its id
 * @param passages those that matched, best first; at least one
 */
public record DocumentHit(String document, List<Passage> passages) {
  /** Copies the list. */
  public DocumentHit {
    passages = List.copyOf(passages);
  }

  /** The best passage's score. */
  public float score() {
    return passages.getFirst().score();
  }
}
