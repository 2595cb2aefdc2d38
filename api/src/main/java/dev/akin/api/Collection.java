package dev.akin.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Records and their indexes. Safe for any number of threads. */
public interface Collection {
  /** Most records of one upsert, get or delete. */
  int MAX_BATCH = 10_000;

  /** The name. */
  String name();

  /** The state now. */
  CollectionInfo info();

  /** Live records. */
  long count();

  /**
   * Inserts or replaces records, all or none. When it returns, they are durable as the collection's
   * {@link SyncMode} says and visible to every search. Of two records with one id the later wins.
   *
   * @param records at most {@value #MAX_BATCH}
   * @throws AkinException.InvalidArgument if any of them is wrong; none is written then
   */
  UpsertResult upsert(List<Record> records);

  /** Inserts or replaces records, all or none. */
  default UpsertResult upsert(Record... records) {
    return upsert(List.of(records));
  }

  /** A writer for a long stream of records. */
  RecordWriter writer();

  /**
   * The records of the given ids, in their order, without those that do not exist.
   *
   * @param ids at most {@value #MAX_BATCH}
   */
  List<Record> get(List<RecordId> ids, Set<Include> include);

  /** The record with its payload and sources, if it exists. */
  default Optional<Record> get(RecordId id) {
    return get(List.of(id), Include.DEFAULTS).stream().findFirst();
  }

  /**
   * Deletes records, all or none.
   *
   * @param ids at most {@value #MAX_BATCH}; unknown ones are passed over
   * @return how many there were
   */
  long delete(List<RecordId> ids);

  /** Deletes one record; returns whether there was one. */
  default boolean delete(RecordId id) {
    return delete(List.of(id)) == 1;
  }

  /**
   * The nearest neighbours.
   *
   * @throws AkinException.InvalidArgument for a wrong dimension or input, or an unknown vector
   * @throws AkinException.DeadlineExceeded after the query's timeout
   */
  SearchResult search(Query query);

  /**
   * A page of records in the order of their ids: numbers, strings, UUIDs. Records written meanwhile
   * may or may not be seen; none is seen twice.
   *
   * @param cursor from the page before, empty for the first
   * @param limit records of the page, 1 to {@value #MAX_BATCH}
   */
  ScrollPage scroll(Optional<String> cursor, int limit, Set<Include> include);

  /**
   * Waits until all vectors written before the call are in their index. Searches see them before;
   * this makes them fast.
   *
   * @throws AkinException.DeadlineExceeded after the timeout
   */
  void awaitIndexed(Duration timeout);

  /** Writes the indexes to disk, so that the next open is fast. Happens by itself as well. */
  void checkpoint();
}
