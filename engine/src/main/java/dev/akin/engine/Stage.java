package dev.akin.engine;

/** A part of the life of a query or of a write that is worth timing. */
public enum Stage {
  /** Making vectors of texts and images. */
  EMBED,
  /** Finding the records that a filter lets through. */
  FILTER,
  /** Finding candidates in the index. */
  INDEX,
  /** Reading the records of the hits. */
  FETCH,
  /** Ordering the hits by a model. */
  RERANK,
  /** Making a write durable and visible. */
  COMMIT
}
