package dev.akin.api;

import java.time.Instant;

/**
 * A snapshot of a collection.
 *
 * @param name of the snapshot, unique in the database
 * @param collection its name when the snapshot was made
 * @param created when it was made
 * @param bytes of its files; they are shared with the database until that has rewritten its own
 */
public record SnapshotInfo(String name, String collection, Instant created, long bytes) {}
