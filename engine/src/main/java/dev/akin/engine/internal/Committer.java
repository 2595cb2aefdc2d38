package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.UpdateResult;
import dev.akin.api.UpsertResult;
import dev.akin.api.WriteCondition;
import dev.akin.engine.internal.Edits.Edit;
import dev.akin.engine.internal.Edits.Stored;
import dev.akin.storage.ChangeVisitor;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.CollectionWrite;
import dev.akin.storage.StagedPart;
import dev.akin.storage.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes writes durable and then visible, in one order for both: a group of writes becomes one batch
 * of the store, and once that is committed its records get their ordinals. Safe for any number of
 * threads.
 */
final class Committer {
  /** An expiry before all others, of records whose expiry is not known here. */
  private static final long EARLIEST = 0;

  private static final Prepared NOTHING = new Prepared(null, List.of(), List.of());
  private static final Edits NO_EDITS = new Edits(NOTHING, List.of());

  private final CollectionStore store;
  private final CollectionState state;
  private final boolean sync;
  private final CommitQueue<Change> queue;
  private volatile Throwable broken;

  /**
   * A committer of one collection.
   *
   * @param sync whether a write is synced to disk before it is acknowledged
   */
  Committer(CollectionStore store, CollectionState state, boolean sync) {
    this.store = store;
    this.state = state;
    this.sync = sync;
    this.queue = new CommitQueue<>(Change::size, this::commit);
  }

  /**
   * Commits those records, all with their vectors, that meet the condition.
   *
   * @return empty if the collection's vectors have changed since they were prepared; nothing is
   *     written then
   */
  Optional<UpsertResult> upsert(Prepared prepared, WriteCondition condition) {
    Change change = new Change(prepared, condition, List.of(), List.of(), NO_EDITS);
    queue.submit(change);
    if (change.outdated) {
      return Optional.empty();
    }
    return Optional.of(
        new UpsertResult(
            prepared.records().size() - change.refused.size() - change.found,
            change.found,
            change.refused));
  }

  /** Commits deletions; returns how many there were, expired ones not counted. */
  long delete(List<RecordId> ids) {
    Change change = new Change(NOTHING, WriteCondition.ALWAYS, ids, List.of(), NO_EDITS);
    queue.submit(change);
    return change.found;
  }

  /**
   * Commits the deletion of those records that are still what they were.
   *
   * @param seqs of the records, in the order of the ids
   * @return how many there were, expired ones not counted
   */
  long delete(List<RecordId> ids, List<Long> seqs) {
    Change change = new Change(NOTHING, WriteCondition.ALWAYS, ids, seqs, NO_EDITS);
    queue.submit(change);
    return change.found;
  }

  /**
   * Commits changes of those of the records that are there and have the versions asked for.
   *
   * @return empty if the collection's vectors have changed since they were prepared, or records of
   *     which more than what was read has to be made; nothing is written then
   */
  Optional<UpdateResult> edit(Edits edits) {
    Change change = new Change(NOTHING, WriteCondition.ALWAYS, List.of(), List.of(), edits);
    queue.submit(change);
    return change.outdated
        ? Optional.empty()
        : Optional.of(new UpdateResult(change.found, change.refused));
  }

  /** Writes that wait for a commit. */
  int waiting() {
    return queue.waiting();
  }

  /** Runs the action while nothing is being committed. */
  <R> R between(Supplier<R> action) {
    return queue.between(action);
  }

  /** See {@link CommitQueue#pause()}. */
  void pause() {
    queue.pause();
  }

  /** See {@link CommitQueue#resume()}. */
  void resume() {
    queue.resume();
  }

  /** Takes into memory what the store has got by writes that failed; in a pause. */
  void catchUp() {
    int[] changes = {0};
    store.missed(
        new ChangeVisitor() {
          @Override
          public void put(long seq, long replaced) {
            Record record = store.read(new long[] {seq}, Include.ALL).getFirst();
            // Without a row it was replaced by a change after it.
            apply(record, record == null ? 0 : seq, replaced);
          }

          @Override
          public void delete(long seq, long replaced) {
            apply(null, 0, replaced);
          }

          private void apply(Record record, long seq, long replaced) {
            state.apply(record, seq, replaced);
            changes[0]++;
          }
        });
    if (changes[0] > 0) {
      state.committed(changes[0], EARLIEST);
    }
  }

  private void commit(List<Change> group) {
    if (broken != null) {
      throw new AkinException.FailedPrecondition(
          "an earlier write is on disk but could not be taken into memory; reopen the database",
          broken);
    }
    List<RecordId> ids = new ArrayList<>();
    for (Change change : group) {
      change.outdated = !change.writesLike(store.meta());
      change.records().forEach(record -> ids.add(record.id()));
      ids.addAll(change.ids);
      change.edits.edits().forEach(edit -> ids.add(edit.id()));
    }
    boolean edits = group.stream().anyMatch(change -> !change.edits.edits().isEmpty());
    Map<Long, Stored> latest = new HashMap<>();
    List<Applied> applied = new ArrayList<>(ids.size());
    long earliest = CollectionStore.NO_EXPIRY;
    try (CollectionWrite write = store.begin(ids)) {
      for (Change change : group) {
        for (int i = 0; i < change.records().size() && !change.outdated; i++) {
          Record record = change.records().get(i);
          if (!change.allows(record, write.current(record.id()))) {
            change.refused.add(record.id());
            continue;
          }
          change.found += write.current(record.id()) == 0 ? 0 : 1;
          Stored stored = new Stored(record, change.prepared.staged().get(i));
          Written written = put(write, stored, applied);
          earliest = Math.min(earliest, written.expiry());
          if (edits) {
            latest.put(written.seq(), stored);
          }
        }
        for (int i = 0; i < change.ids.size(); i++) {
          RecordId id = change.ids.get(i);
          boolean unchanged = change.seqs.isEmpty() || write.stored(id) == change.seqs.get(i);
          change.found += unchanged && write.current(id) != 0 ? 1 : 0;
          long replaced = unchanged ? write.delete(id) : 0;
          if (replaced != 0) {
            applied.add(new Applied(null, 0, replaced));
          }
        }
        earliest = Math.min(earliest, edit(change, write, latest, applied));
      }
      write.commit(sync);
    }
    try {
      applied.forEach(it -> state.apply(it.record, it.seq, it.replaced));
    } catch (RuntimeException | Error e) {
      broken = e;
      throw e;
    }
    state.committed(applied.size(), earliest);
  }

  private static Written put(CollectionWrite write, Stored stored, List<Applied> applied) {
    Written written = write.put(stored.record(), stored.staged());
    applied.add(new Applied(stored.record(), written.seq(), written.replaced()));
    return written;
  }

  /**
   * Writes the edits of a change, unless it is outdated or turns out to be.
   *
   * @param latest what this write has put so far, by sequence number
   * @return the earliest expiry
   */
  private long edit(
      Change change, CollectionWrite write, Map<Long, Stored> latest, List<Applied> applied) {
    long earliest = CollectionStore.NO_EXPIRY;
    if (change.outdated || change.edits.edits().isEmpty()) {
      return earliest;
    }
    Map<Long, Stored> known = known(change, write, latest);
    if (change.outdated) {
      return earliest;
    }
    for (Edit edit : change.edits.edits()) {
      Optional<Stored> edited =
          Optional.of(write.current(edit.id()))
              .filter(seq -> seq != 0 && (edit.version() == 0 || edit.version() == seq))
              .flatMap(seq -> edit.change().apply(known.get(seq)));
      if (edited.isEmpty()) {
        change.refused.add(edit.id());
        continue;
      }
      Written written = put(write, edited.get(), applied);
      earliest = Math.min(earliest, written.expiry());
      latest.put(written.seq(), edited.get());
      change.found++;
    }
    return earliest;
  }

  /**
   * The records to be edited as they are now, by sequence number: as they were read before, or as
   * this write has put them, or else as the store has them. While the target of a change is being
   * made, a record of the store may lack it, and the change is outdated.
   */
  private Map<Long, Stored> known(Change change, CollectionWrite write, Map<Long, Stored> latest) {
    Map<Long, Stored> known = new HashMap<>();
    Prepared before = change.edits.known();
    for (int i = 0; i < before.records().size(); i++) {
      Record record = before.records().get(i);
      known.put(record.version(), new Stored(record, before.staged().get(i)));
    }
    known.putAll(latest);
    long[] unknown =
        change.edits.edits().stream()
            .mapToLong(edit -> write.current(edit.id()))
            .filter(seq -> seq != 0 && !known.containsKey(seq))
            .toArray();
    if (unknown.length > 0 && store.meta().staged().isPresent()) {
      change.outdated = true;
      return Map.of();
    }
    List<Record> read = unknown.length == 0 ? List.of() : store.read(unknown, Include.ALL);
    for (int i = 0; i < unknown.length; i++) {
      if (read.get(i) == null) {
        throw new AkinException.Corrupted(
            "collection '" + store.meta().name() + "': an id leads to a record that is not there");
      }
      known.put(unknown[i], new Stored(read.get(i), StagedPart.NONE));
    }
    return known;
  }

  /**
   * One writer's part; {@code found}, {@code refused} and {@code outdated} are set while it is
   * committed. Seqs, if any, are a condition of the deletions.
   */
  private static final class Change {
    private final Prepared prepared;
    private final WriteCondition condition;
    private final List<RecordId> ids;
    private final List<Long> seqs;
    private final Edits edits;
    private final List<RecordId> refused = new ArrayList<>();
    private int found;
    private boolean outdated;

    Change(
        Prepared prepared,
        WriteCondition condition,
        List<RecordId> ids,
        List<Long> seqs,
        Edits edits) {
      this.prepared = prepared;
      this.condition = condition;
      this.ids = ids;
      this.seqs = seqs;
      this.edits = edits;
    }

    /** Whether what it brings was prepared for the collection as it is. */
    boolean writesLike(CollectionMeta meta) {
      return (records().isEmpty() || prepared.meta().writesLike(meta))
          && (edits.edits().isEmpty() || edits.known().meta().writesLike(meta));
    }

    /** Whether the record may be written over the one of this seq, which is its version. */
    boolean allows(Record record, long current) {
      return switch (condition) {
        case ALWAYS -> true;
        case ABSENT -> current == 0;
        case PRESENT -> current != 0;
        case VERSION -> current == record.version();
      };
    }

    List<Record> records() {
      return prepared.records();
    }

    int size() {
      return records().size() + ids.size() + edits.edits().size();
    }
  }

  /**
   * What is on disk and now goes into memory.
   *
   * @param record put, or null for a deletion
   * @param seq of the record put
   * @param replaced sequence number of the record that is no more, or 0
   */
  private record Applied(Record record, long seq, long replaced) {}
}
