package dev.akin.api;

import dev.akin.api.filter.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Records and their indexes. Safe for any number of threads. */
public interface Collection {
  /** Most records of one upsert, get or delete. */
  int MAX_BATCH = 10_000;

  /** Records that a change by filter writes together. */
  int UPDATE_BATCH = 1_000;

  /** Most queries of one call. */
  int MAX_QUERIES = 1_000;

  /** Most hits that the queries of one call may ask for together. */
  int MAX_QUERIES_K = 100_000;

  /** The name. */
  String name();

  /** The state now. */
  CollectionInfo info();

  /** Live records. */
  long count();

  /** Live records that match a filter. */
  long count(Filter filter);

  /**
   * About how many live records match a filter, without reading any: exact if payload indexes and
   * ids can tell. Of a condition that no index can tell, half of the records is the guess.
   */
  CountEstimate estimateCount(Filter filter);

  /**
   * Inserts or replaces records, all or none. When it returns, they are durable as the collection's
   * {@link SyncMode} says and visible to every search. Of two records with one id the later wins.
   *
   * @param records at most {@value #MAX_BATCH}
   * @throws AkinException.InvalidArgument if any of them is wrong; none is written then
   */
  default UpsertResult upsert(List<Record> records) {
    return upsert(records, WriteCondition.ALWAYS);
  }

  /**
   * Inserts or replaces those of the records that meet a condition, as {@link #upsert(List)} does.
   * A condition is checked and its record written in one step: no other write comes between. Of two
   * records with one id the second meets what the first has left.
   *
   * @param records at most {@value #MAX_BATCH}
   * @throws AkinException.InvalidArgument if any of them is wrong; none is written then
   */
  UpsertResult upsert(List<Record> records, WriteCondition condition);

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
   * Deletes the records that match a filter when the call begins; those written later stay. Not all
   * or none: each batch of {@value #MAX_BATCH} is.
   *
   * @return how many there were
   */
  long delete(Filter filter);

  /**
   * Changes the payload of records, all or none. Their vectors, sources and expiry stay; nothing is
   * embedded. It is a write like an upsert: each record that was changed has a new version.
   *
   * @param ids at most {@value #MAX_BATCH}; one that is there twice is changed once
   * @throws AkinException.InvalidArgument if the update is wrong; nothing is written then
   */
  UpdateResult updatePayload(List<RecordId> ids, PayloadUpdate update);

  /**
   * Changes the payload of those records that have the given version, as {@link
   * #updatePayload(List, PayloadUpdate)} does. Version and change are one step: no other write
   * comes between.
   *
   * @param versions by id, at most {@value #MAX_BATCH}
   */
  UpdateResult updatePayload(Map<RecordId, Long> versions, PayloadUpdate update);

  /**
   * Changes the payload of the records that match a filter when the call begins and still do when
   * their turn comes. Not all or none: each batch of {@value #UPDATE_BATCH} is.
   *
   * @return how many there were
   */
  long updatePayload(Filter filter, PayloadUpdate update);

  /** Replaces the payload of records, see {@link #updatePayload(List, PayloadUpdate)}. */
  default UpdateResult setPayload(List<RecordId> ids, Map<String, ?> payload) {
    return updatePayload(ids, PayloadUpdate.set(payload));
  }

  /** Replaces the payload of records, see {@link #updatePayload(Filter, PayloadUpdate)}. */
  default long setPayload(Filter filter, Map<String, ?> payload) {
    return updatePayload(filter, PayloadUpdate.set(payload));
  }

  /** Sets fields of the payload, see {@link #updatePayload(List, PayloadUpdate)}. */
  default UpdateResult mergePayload(List<RecordId> ids, Map<String, ?> fields) {
    return updatePayload(ids, PayloadUpdate.merge(fields));
  }

  /** Sets fields of the payload, see {@link #updatePayload(Filter, PayloadUpdate)}. */
  default long mergePayload(Filter filter, Map<String, ?> fields) {
    return updatePayload(filter, PayloadUpdate.merge(fields));
  }

  /** Takes fields out of the payload, see {@link #updatePayload(List, PayloadUpdate)}. */
  default UpdateResult deletePayload(List<RecordId> ids, Set<String> fields) {
    return updatePayload(ids, new PayloadUpdate.Delete(fields));
  }

  /** Takes fields out of the payload, see {@link #updatePayload(Filter, PayloadUpdate)}. */
  default long deletePayload(Filter filter, Set<String> fields) {
    return updatePayload(filter, new PayloadUpdate.Delete(fields));
  }

  /**
   * Changes vectors of records, all or none. The vectors and sources that they bring take the place
   * of those of the same names; the other vectors, the payload and the expiry stay. A vector that
   * is given without its source loses the one it had.
   *
   * @param records at most {@value #MAX_BATCH}, each with an id of its own, and without payload and
   *     expiry. One with a version is changed only if the stored record has it
   * @throws AkinException.InvalidArgument if any of them is wrong; nothing is written then
   */
  UpdateResult updateVectors(List<Record> records);

  /**
   * Changes vectors of one record, see {@link #updateVectors(List)}.
   *
   * @param inputs by vector name
   * @return whether the record is there
   */
  default boolean updateVectors(RecordId id, Map<String, Input> inputs) {
    Record changes = Record.of(id);
    for (Map.Entry<String, Input> input : inputs.entrySet()) {
      changes = changes.with(input.getKey(), input.getValue());
    }
    return updateVectors(List.of(changes)).updated() == 1;
  }

  /**
   * The nearest neighbours. If k records match the query's filter, k come back.
   *
   * @throws AkinException.InvalidArgument for a wrong dimension or input, or an unknown vector
   * @throws AkinException.DeadlineExceeded after the query's timeout
   */
  SearchResult search(Query query);

  /**
   * The answers to several queries, in their order. Their inputs are embedded in one batch per
   * model. All or none: if any query fails, the call does, with an error that names it. A search
   * changes nothing, so the others can simply be asked again.
   *
   * @param queries at most {@value #MAX_QUERIES}, whose k are at most {@value #MAX_QUERIES_K}
   *     together. The shortest of their timeouts is that of the call
   */
  List<SearchResult> search(List<Query> queries);

  /**
   * The values of a payload field and how many records have each. Booleans, numbers and texts
   * count, a record once for each different value in its array; numbers are the same if they are
   * equal, and whole ones come as integers. The counts are exact. A payload index of type keyword,
   * number or bool on the field answers without reading records, if it holds all values there are.
   *
   * @param field a path as filters have it
   * @param filter records that count
   * @param limit values wanted, 1 to {@value #MAX_BATCH}
   */
  FacetResult facet(String field, Filter filter, int limit);

  /** The values of a payload field over all records, see {@link #facet(String, Filter, int)}. */
  default FacetResult facet(String field, int limit) {
    return facet(field, new Filter.All(List.of()), limit);
  }

  /**
   * A page of records in the order of their ids: numbers, strings, UUIDs. Records written meanwhile
   * may or may not be seen; none is seen twice.
   *
   * @param cursor from the page before, empty for the first
   * @param limit records of the page, 1 to {@value #MAX_BATCH}
   */
  ScrollPage scroll(Optional<String> cursor, int limit, Set<Include> include);

  /**
   * A page of the records that match a filter, in an order. A record that is not written between
   * the first page and the last is returned exactly once; of those that are, each page has what it
   * finds. With a payload index of type keyword, number or datetime on the field, a page reads
   * little more than its records; without one it reads all that match.
   *
   * @param cursor from the page before, of the same order; empty for the first
   * @param limit records of the page, 1 to {@value #MAX_BATCH}
   */
  ScrollPage scroll(
      ScrollOrder order, Filter filter, Optional<String> cursor, int limit, Set<Include> include);

  /** A page of all records in an order, see the method with a filter. */
  default ScrollPage scroll(
      ScrollOrder order, Optional<String> cursor, int limit, Set<Include> include) {
    return scroll(order, new Filter.All(List.of()), cursor, limit, include);
  }

  /**
   * Creates a payload index, so that filters on the field need no scan. It is built in the
   * background, kept up to date, and still there after a restart.
   *
   * @param field a path as filters have it
   * @throws AkinException.AlreadyExists if the field has an index of another type; with the same
   *     nothing happens
   */
  void createPayloadIndex(String field, PayloadIndexType type);

  /**
   * Drops a payload index; filters on the field scan from now on.
   *
   * @throws AkinException.NotFound if the field has none
   */
  void dropPayloadIndex(String field);

  /**
   * Creates the full-text index, of which a collection has at most one. It is built in the
   * background, kept up to date, and still there after a restart; full-text searches fail with
   * FailedPrecondition until it is built.
   *
   * @throws AkinException.AlreadyExists if there is one with other settings; with the same nothing
   *     happens
   * @throws AkinException.InvalidArgument if a source is not a vector that keeps its texts
   */
  void createFullTextIndex(FullTextSpec spec);

  /**
   * Drops the full-text index.
   *
   * @throws AkinException.NotFound if there is none
   */
  void dropFullTextIndex();

  /**
   * Waits until all vectors written before the call are in their index, and the payload indexes and
   * the full-text index are built. Searches see them before; this makes them fast.
   *
   * @throws AkinException.DeadlineExceeded after the timeout
   */
  void awaitIndexed(Duration timeout);

  /** Writes the indexes to disk, so that the next open is fast. Happens by itself as well. */
  void checkpoint();

  /**
   * Builds the indexes anew out of the live records: what deleted and replaced records still take
   * of memory and disk is given back, and graphs and lists are as good as those of a collection
   * that was written at once. Reads and writes go on meanwhile. It takes about as long as an import
   * and, until it is done, the disk space of a second set of index files. Happens by itself once
   * many records are dead.
   *
   * <p>One collection of a database is optimized at a time; the call waits for its turn. Interrupt
   * the thread to give up: all is then as before. If the process ends or the database is closed
   * half-way, the next one goes on by itself with what was finished.
   *
   * @param progress is told at every stage and about twice a second, on the calling thread; what it
   *     throws ends the optimization
   * @throws AkinException.Cancelled if the thread is interrupted
   * @throws AkinException.ResourceExhausted if the disk is full
   */
  OptimizeResult optimize(OptimizeOptions options, Consumer<OptimizeProgress> progress);

  /** Builds the indexes anew with all threads, if there are dead records. */
  default OptimizeResult optimize() {
    return optimize(OptimizeOptions.DEFAULTS, progress -> {});
  }

  /**
   * Changes a vector of the collection while reads and writes go on: its index, or where the
   * vectors come from; adds one or drops one. Searches go on as before until all is there, and from
   * one moment to the next find it changed. Writes meanwhile are there before and after.
   *
   * <p>The call begins the alteration and follows it. The alteration is the database's: it goes on
   * when the caller gives up, and after a restart where it was when the database was closed or its
   * process ended. One at a time is under way in a collection. Asked for the same again, the call
   * follows the one that is under way; one that failed goes on. Its indexes are built like those of
   * an optimization, and in turn with them.
   *
   * @param progress is told at every stage and about twice a second, on the calling thread; what it
   *     throws ends the call
   * @throws AkinException.InvalidArgument if the vector does not exist, or what it is to become is
   *     wrong
   * @throws AkinException.AlreadyExists if a vector is to be added that there is
   * @throws AkinException.FailedPrecondition if another alteration is under way, or records have no
   *     source to be embedded from; nothing has changed then
   * @throws AkinException.Cancelled if the alteration is cancelled, or the thread is interrupted
   */
  AlterResult alter(Alteration alteration, Consumer<OptimizeProgress> progress);

  /** Changes a vector of the collection, see {@link #alter(Alteration, Consumer)}. */
  default AlterResult alter(Alteration alteration) {
    return alter(alteration, progress -> {});
  }

  /**
   * Gives up the alteration that is under way or has failed; all is then as it was before it.
   *
   * @return whether there was one
   */
  boolean cancelAlteration();
}
