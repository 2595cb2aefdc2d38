package dev.akin.api;

/** What a model is for. */
public enum ModelKind {
  /** Makes vectors of texts or images. */
  EMBEDDER,
  /** Scores how well a text answers another; for {@link Rerank}. */
  RERANKER
}
