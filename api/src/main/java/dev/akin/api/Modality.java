package dev.akin.api;

/** A kind of input that a model embeds. */
public enum Modality {
  /** Text. */
  TEXT,
  /** Encoded images. */
  IMAGE
}
