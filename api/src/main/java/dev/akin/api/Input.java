package dev.akin.api;

import java.util.Arrays;
import java.util.Objects;

/** Something to embed, or a vector that needs no embedding. */
public sealed interface Input {
  /** Text, for an embedder that takes text. */
  record Text(String text) implements Input {
    /** Checks that the text is there. */
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * An encoded image (PNG, JPEG, ...), for an embedder that takes images. The array is not copied;
   * do not change it.
   */
  record Image(byte[] bytes) implements Input {
    /** Checks that the bytes are there. */
    public Image {
      Objects.requireNonNull(bytes, "image");
      if (bytes.length == 0) {
        throw new AkinException.InvalidArgument("image must not be empty");
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Image image && Arrays.equals(bytes, image.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Image[" + bytes.length + " bytes]";
    }
  }

  /** A vector as it is. The array is not copied; do not change it. */
  record Vector(float[] values) implements Input {
    /** Checks that the vector is not empty and all its values are finite. */
    public Vector {
      Objects.requireNonNull(values, "vector");
      if (values.length == 0) {
        throw new AkinException.InvalidArgument("vector must not be empty");
      }
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          throw new AkinException.InvalidArgument(
              "vector must be finite: value " + i + " is " + values[i]);
        }
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Vector vector && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "Vector[" + values.length + " dimensions]";
    }
  }

  /** Text to embed. */
  static Input text(String text) {
    return new Text(text);
  }

  /** An encoded image to embed. */
  static Input image(byte[] bytes) {
    return new Image(bytes);
  }

  /** A vector. */
  static Input vector(float... values) {
    return new Vector(values);
  }
}
