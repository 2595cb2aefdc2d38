package dev.akin.engine;

/** A database that can be watched. */
public interface StatsSource {
  /**
   * The numbers now. Cheap enough to be asked every second.
   *
   * @throws dev.akin.api.AkinException.FailedPrecondition if the database is closed
   */
  DatabaseStats stats();
}
