package dev.akin.storage;

/** Takes the changes of a collection in the order they were made. */
public interface ChangeVisitor {
  /**
   * A record was put. It may be gone meanwhile; then a later change says so.
   *
   * @param seq of the record
   * @param replaced seq of the record it replaced, 0 if there was none
   */
  void put(long seq, long replaced);

  /**
   * A record was deleted.
   *
   * @param seq of the change itself
   * @param replaced seq of the record that was deleted
   */
  void delete(long seq, long replaced);
}
