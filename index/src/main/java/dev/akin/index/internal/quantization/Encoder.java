package dev.akin.index.internal.quantization;

/** Encodes one vector at a time and holds the result. Not thread-safe. */
public interface Encoder {
  /** Encodes a transformed residual. */
  void encode(float[] residual);

  /** A byte of the code. */
  int code(int position);

  /** What the code stands for, but for a factor. */
  float[] levels();

  /** What code and finer code together stand for, but for a factor. */
  default float[] fineLevels() {
    throw new IllegalStateException("there is no finer code");
  }

  /** Writes the finer code to an address that is a multiple of 8. */
  default void writeFine(long address) {
    throw new IllegalStateException("there is no finer code");
  }
}
