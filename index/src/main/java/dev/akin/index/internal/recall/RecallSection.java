package dev.akin.index.internal.recall;

import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;

/** A table of recall as a section of an index file, which is not there if nothing is known. */
public final class RecallSection {
  private RecallSection() {}

  /**
   * Writes a table.
   *
   * @param table or null, for no section
   */
  public static void write(IndexFileWriter out, String section, RecallTable table) {
    if (table != null) {
      out.ints(section, table.toInts());
    }
  }

  /**
   * Reads a table; null if there is no section.
   *
   * @throws CorruptIndexFileException if the section is none
   */
  public static RecallTable read(IndexFile file, String section) {
    if (!file.has(section)) {
      return null;
    }
    try {
      return RecallTable.of(file.ints(section));
    } catch (IllegalArgumentException e) {
      throw new CorruptIndexFileException(
          file.path(), file.offset(section), "no table of recall: " + e.getMessage());
    }
  }
}
