/**
 * The durable truth: collections and their records in RocksDB. {@link dev.akin.storage.Storage} is
 * the door; the layout on disk is described by {@code KeyLayout} and in {@code docs/storage.md}.
 *
 * <p>Nothing here knows of indexes or ordinals: a record is found by its id or by its {@code seq},
 * the number of the change that wrote it.
 */
package dev.akin.storage;
