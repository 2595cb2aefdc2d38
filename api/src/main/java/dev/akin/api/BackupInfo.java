package dev.akin.api;

import java.time.Instant;
import java.util.List;

/**
 * A backup.
 *
 * @param id 1 or higher, rising; never used again in its directory while a later one is there
 * @param created when it was made, to the second
 * @param bytes of all its files, those included that it shares with other backups
 * @param files it is made of
 * @param collections it holds, by name
 */
public record BackupInfo(int id, Instant created, long bytes, int files, List<String> collections) {
  /** Copies the list. */
  public BackupInfo {
    collections = List.copyOf(collections);
  }
}
