package dev.akin.api;

import java.util.Objects;

/** Something that hits should be like, or unlike: a record that is stored, or any input. */
public sealed interface Example {
  /** The vector of a stored record. */
  record OfRecord(RecordId id) implements Example {
    /** Checks that the id is there. */
    public OfRecord {
      Objects.requireNonNull(id, "id");
    }
  }

  /** A text, image or vector. */
  record OfInput(Input input) implements Example {
    /** Checks that the input is there. */
    public OfInput {
      Objects.requireNonNull(input, "input");
    }
  }

  /** A stored record. */
  static Example record(RecordId id) {
    return new OfRecord(id);
  }

  /** A text. */
  static Example text(String text) {
    return new OfInput(Input.text(text));
  }

  /** A vector. */
  static Example vector(float... values) {
    return new OfInput(Input.vector(values));
  }
}
