package dev.akin.api;

import java.util.Set;

/** The parts of a record that a read returns. */
public enum Include {
  /** The payload. */
  PAYLOAD,
  /** The texts and images the vectors were made of, where they were kept. */
  SOURCES,
  /** The vectors as they were written. */
  VECTORS;

  /** Payload and sources: what reads return unless told otherwise. */
  public static final Set<Include> DEFAULTS = Set.of(PAYLOAD, SOURCES);

  /** Everything. */
  public static final Set<Include> ALL = Set.of(values());
}
