package dev.akin.api;

import java.util.List;

/**
 * Snapshots of collections: each is a collection as it was at one moment, kept within the database.
 * It takes hard links instead of copies, so making one is quick and costs no room until the
 * database has rewritten the files that the two share. It outlives its collection. It is no backup:
 * it lies on the same disk. Safe for any number of threads.
 */
public interface Snapshots {
  /**
   * Makes a snapshot; reads and writes go on meanwhile. Every write acknowledged before the call is
   * in it.
   *
   * @param name of the snapshot
   * @throws AkinException.AlreadyExists if there is one of this name
   * @throws AkinException.NotFound if there is no such collection
   */
  SnapshotInfo create(String name, String collection);

  /** All snapshots, by name. */
  List<SnapshotInfo> list();

  /**
   * Makes a new collection of a snapshot; the snapshot stays.
   *
   * @param target the new collection's name
   * @throws AkinException.NotFound if there is no such snapshot
   * @throws AkinException.AlreadyExists if there is a collection named {@code target}
   */
  Collection restore(String name, String target);

  /**
   * Drops a snapshot.
   *
   * @throws AkinException.NotFound if there is none of this name
   */
  void drop(String name);
}
