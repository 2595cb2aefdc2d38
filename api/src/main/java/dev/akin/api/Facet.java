package dev.akin.api;

import java.util.Objects;

/**
 * A value of a payload field and how many records have it.
 *
 * @param value a boolean, number or text
 * @param count of records that have it, each once
 */
public record Facet(Value value, long count) {
  /** Checks that the value is there. */
  public Facet {
    Objects.requireNonNull(value, "value");
  }
}
