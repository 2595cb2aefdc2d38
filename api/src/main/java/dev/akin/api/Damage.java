package dev.akin.api;

/**
 * Something that a check found wrong with a data directory.
 *
 * @param file or directory where it is
 * @param offset in the file, in bytes; {@link #NOWHERE} if there is none, as for a row
 * @param what is wrong
 */
public record Damage(String file, long offset, String what) {
  /** The offset of what has none. */
  public static final long NOWHERE = -1;

  /** On one line: the file, the offset and what is wrong. */
  @Override
  public String toString() {
    return file + (offset == NOWHERE ? "" : " at offset " + offset) + ": " + what;
  }
}
