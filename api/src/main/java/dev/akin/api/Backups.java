package dev.akin.api;

import java.util.List;

/**
 * The backups of a database, in the one directory that it was opened with; callers never name
 * paths. A backup holds all collections as they are at one moment. It is incremental: files that an
 * earlier backup in the directory has are not copied again. Safe for any number of threads.
 *
 * <p>Every method fails with {@link AkinException.FailedPrecondition} if the database has no backup
 * directory.
 */
public interface Backups {
  /**
   * Makes a backup; reads and writes go on meanwhile. Every write acknowledged before the call is
   * in it.
   *
   * @throws AkinException.FailedPrecondition if another backup is being made in the directory
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  BackupInfo create();

  /** All backups, oldest first. */
  List<BackupInfo> list();

  /**
   * Reads every file of a backup and compares its checksum.
   *
   * @throws AkinException.Corrupted naming what is damaged or missing
   * @throws AkinException.NotFound if there is no such backup
   */
  void verify(int id);

  /**
   * Makes a new collection of one that a backup holds. Needs as much room on the disk as the whole
   * backup while it runs.
   *
   * @param collection its name when the backup was made
   * @param target the new collection's name
   * @throws AkinException.NotFound if there is no such backup, or no such collection in it
   * @throws AkinException.AlreadyExists if there is a collection named {@code target}
   */
  Collection restore(int id, String collection, String target);

  /**
   * Deletes all but the newest backups, and the files that only they had.
   *
   * @param keep how many stay, 1 or more
   * @return the ids of those deleted
   */
  List<Integer> prune(int keep);
}
