package dev.akin.embedders;

import dev.akin.api.ModelInfo;

/**
 * An open model: an {@link Embedder} or a {@link Reranker}. Safe for any number of threads. Who
 * opens it closes it.
 */
public interface Model extends AutoCloseable {
  /** What the model is; the same for as long as it is open, and after. */
  ModelInfo info();

  /** What the model did since it was opened. */
  default EmbedderStats stats() {
    return EmbedderStats.NONE;
  }

  /** Waits for calls in flight, then lets go of the model. Idempotent. */
  @Override
  void close();
}
