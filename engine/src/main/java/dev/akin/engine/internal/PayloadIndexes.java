package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.PayloadIndexInfo;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.SparseVector;
import dev.akin.api.Value;
import dev.akin.api.filter.Filter;
import dev.akin.engine.internal.filter.PayloadIndex;
import dev.akin.engine.internal.filter.SortKey;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payload indexes of a collection: shadows of the store, built from it in the background and
 * kept up to date by the commit. Until an index is built it answers nothing. Changed by one thread
 * at a time, while nothing is committed; used by any number of threads.
 */
final class PayloadIndexes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadIndexes.class);

  private final String collection;
  private final CollectionStore store;
  private final OrdinalTable table;
  private volatile Map<String, Entry> entries = Map.of();
  private volatile boolean closed;

  PayloadIndexes(String collection, CollectionStore store, OrdinalTable table) {
    this.collection = collection;
    this.store = store;
    this.table = table;
  }

  /** An index and the thread that builds it. */
  private static final class Entry {
    private final PayloadIndex index;
    private Thread builder;
    private volatile boolean ready;
    private volatile boolean dropped;
    private volatile Throwable failure;

    Entry(PayloadIndex index) {
      this.index = index;
    }
  }

  /**
   * Adds the indexes that are not there yet and begins to build them.
   *
   * @param types by field
   */
  void add(Map<String, PayloadIndexType> types) {
    Map<String, Entry> more = new LinkedHashMap<>(entries);
    Map<String, Entry> added = new LinkedHashMap<>();
    types.forEach(
        (field, type) -> {
          if (!more.containsKey(field)) {
            added.put(field, new Entry(new PayloadIndex(field, type)));
          }
        });
    if (added.isEmpty()) {
      return;
    }
    more.putAll(added);
    int limit = table.limit();
    List<Entry> unbuilt = List.copyOf(added.values());
    Thread builder =
        Thread.ofPlatform()
            .daemon()
            .name("akin-payload-" + collection)
            .unstarted(() -> build(unbuilt, limit));
    unbuilt.forEach(entry -> entry.builder = builder);
    entries = more;
    builder.start();
  }

  /** Adds what has an ordinal below the limit; the commit adds the rest as it comes. */
  private void build(List<Entry> unbuilt, int limit) {
    try {
      store.scanRecords(
          (seq, _, payload) -> {
            int ordinal = table.ordinal(seq);
            if (ordinal >= 0 && ordinal < limit) {
              unbuilt.forEach(entry -> entry.index.put(ordinal, payload));
            }
            return isWanted(unbuilt);
          });
      unbuilt.forEach(entry -> entry.ready = !closed);
    } catch (RuntimeException | Error e) {
      if (!isWanted(unbuilt)) {
        return;
      }
      LOG.error("payload indexes of collection '{}' could not be built", collection, e);
      unbuilt.forEach(entry -> entry.failure = e);
    }
  }

  private boolean isWanted(List<Entry> entriesToBuild) {
    return !closed && !entriesToBuild.stream().allMatch(entry -> entry.dropped);
  }

  /** Takes an index away, if it is there. */
  void drop(String field) {
    Map<String, Entry> fewer = new LinkedHashMap<>(entries);
    Entry dropped = fewer.remove(field);
    if (dropped != null) {
      dropped.dropped = true;
      entries = fewer;
    }
  }

  /** Adds and drops until there are just these; what is there already stays. */
  void become(Map<String, PayloadIndexType> types) {
    List.copyOf(entries.keySet()).stream()
        .filter(field -> entries.get(field).index.type() != types.get(field))
        .forEach(this::drop);
    add(types);
  }

  /** Whether there is none. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Adds a record; called by the commit before the ordinal is given out. */
  void put(int ordinal, Map<String, Value> payload) {
    entries.values().forEach(entry -> entry.index.put(ordinal, payload));
  }

  /**
   * The ordinals that match a single condition, dead ones included; empty if no index can tell.
   *
   * @param field that the condition is on
   */
  Optional<OrdinalSet> lookUp(String field, Filter condition) {
    Entry entry = entries.get(field);
    return entry == null || !entry.ready ? Optional.empty() : entry.index.lookUp(condition);
  }

  /**
   * Hands over the values of a field and how many of the ordinals have each, if an index can tell.
   *
   * @return whether one can; if not, nothing was handed over
   */
  boolean counts(String field, OrdinalSet among, ObjLongConsumer<Value> taker) {
    Entry entry = entries.get(field);
    return entry != null && entry.ready && entry.index.counts(among, taker);
  }

  /**
   * The ordinals that come first in the order of a field; see {@link PayloadIndex#inOrder}.
   *
   * @return empty also if there is no index
   */
  Optional<OrdinalSet> inOrder(
      String field, Optional<SortKey> from, boolean descending, OrdinalSet among, int wanted) {
    Entry entry = entries.get(field);
    return entry == null || !entry.ready
        ? Optional.empty()
        : entry.index.inOrder(from, descending, among, wanted);
  }

  /**
   * The best for a sparse vector in a field.
   *
   * @return empty if there is no index of such vectors
   */
  Optional<Neighbors> nearest(
      String field, SparseVector vector, int k, OrdinalSet accept, BooleanSupplier stop) {
    Entry entry = entries.get(field);
    return entry == null || !entry.ready
        ? Optional.empty()
        : entry.index.nearest(vector, k, accept, stop);
  }

  /** The state now, by field. */
  Map<String, PayloadIndexInfo> info() {
    Map<String, PayloadIndexInfo> infos = new LinkedHashMap<>();
    entries.forEach(
        (field, entry) -> infos.put(field, new PayloadIndexInfo(entry.index.type(), entry.ready)));
    return infos;
  }

  /**
   * Waits until all are built.
   *
   * @param deadline of {@link System#nanoTime()}
   * @throws AkinException.DeadlineExceeded when it passes
   * @throws AkinException.Internal if one could not be built
   */
  void await(long deadline) {
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      Entry entry = each.getValue();
      String what = "payload index on '" + each.getKey() + "'";
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (!entry.ready && left > 0) {
          entry.builder.join(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AkinException.Cancelled("interrupted while waiting for the " + what);
      }
      if (entry.failure != null) {
        throw new AkinException.Internal(what + " could not be built", entry.failure);
      }
      if (!entry.ready && !entry.dropped) {
        throw new AkinException.DeadlineExceeded(what + " is not built yet");
      }
    }
  }

  /** Ends what is being built and waits for that. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Entry entry : entries.values()) {
      while (entry.builder.isAlive()) {
        try {
          entry.builder.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
