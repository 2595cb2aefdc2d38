package dev.akin.index.file;

import java.nio.file.Path;

/** An index file is damaged, or is of a format that this version does not read. */
public final class CorruptIndexFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * Names the damage.
   *
   * @param offset byte in the file where it was seen
   */
  public CorruptIndexFileException(Path path, long offset, String what) {
    super(path + ", offset " + offset + ": " + what);
    this.offset = offset;
  }

  /** The byte in the file where the damage was seen. */
  public long offset() {
    return offset;
  }
}
