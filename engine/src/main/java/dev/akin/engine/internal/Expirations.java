package dev.akin.engine.internal;

import static dev.akin.storage.CollectionStore.NO_EXPIRY;

import dev.akin.storage.CollectionStore;

/**
 * Takes records whose time has come out of a generation before anyone looks at it. The store has
 * them until they are deleted in the background; it lists them by their expiry, so nothing is kept
 * in memory but the moment of the next one, and as long as that has not come this costs a look at
 * the clock. Safe for any number of threads.
 */
final class Expirations {
  private final CollectionStore store;
  private final OrdinalTable table;

  /** No record that is alive in the table expires before this; at first nothing is known. */
  private volatile long next;

  /** The earliest expiry of those that are dead in the table and may still be in the store. */
  private long unreclaimed = NO_EXPIRY;

  Expirations(CollectionStore store, OrdinalTable table) {
    this.store = store;
    this.table = table;
  }

  /** Marks dead what has expired. */
  void honour() {
    if (next != NO_EXPIRY) {
      long now = store.now();
      if (now >= next) {
        kill(now);
      }
    }
  }

  private synchronized void kill(long now) {
    long from = next;
    if (now < from) {
      return;
    }
    boolean[] any = {false};
    next =
        store.scanExpiries(
            from,
            now,
            seq -> {
              table.kill(seq);
              any[0] = true;
              return true;
            });
    if (any[0]) {
      leave(from);
    }
  }

  /** Called when a record with an expiry has got its ordinal. */
  synchronized void added(long expiry) {
    next = Math.min(next, expiry);
  }

  /**
   * The expiry from which on the store may have records that have expired; {@link
   * CollectionStore#NO_EXPIRY} if it has none. Whoever takes it deletes them, or else leaves it.
   */
  synchronized long take() {
    long from = unreclaimed;
    unreclaimed = NO_EXPIRY;
    return from;
  }

  /** Says that the store may have such records from this expiry on. */
  synchronized void leave(long from) {
    unreclaimed = Math.min(unreclaimed, from);
  }
}
