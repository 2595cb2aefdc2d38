package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Expiry;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.UpdateResult;
import dev.akin.api.filter.Filter;
import dev.akin.engine.Stage;
import dev.akin.engine.StageListener;
import dev.akin.engine.internal.Edits.Edit;
import dev.akin.engine.internal.Edits.Stored;
import dev.akin.engine.internal.filter.FilterMatcher;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.StagedPart;
import dev.akin.storage.VectorChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Changes parts of records that are there. A record is one thing in the store and in memory, under
 * one sequence number and one ordinal, so the whole of it is written anew; its vectors are those
 * that are stored, and no model is asked for them. Safe for any number of threads.
 */
final class Editor {
  private final CollectionStore store;
  private final Committer committer;
  private final Supplier<Embedding> embedding;
  private final StageListener listener;

  /**
   * An editor of one collection.
   *
   * @param embedding for the collection as the catalog has it at the time
   */
  Editor(
      CollectionStore store,
      Committer committer,
      Supplier<Embedding> embedding,
      StageListener listener) {
    this.store = store;
    this.committer = committer;
    this.embedding = embedding;
    this.listener = listener;
  }

  /**
   * Changes the payload of records.
   *
   * @param versions that they must have, 0 for any
   */
  UpdateResult payload(Map<RecordId, Long> versions, PayloadUpdate update) {
    List<Edit> edits = new ArrayList<>();
    versions.forEach(
        (id, version) ->
            edits.add(new Edit(id, version, stored -> Optional.of(with(stored, update)))));
    return write(_ -> edits);
  }

  /** Changes the payload of those of the records that match when they are written. */
  UpdateResult payload(List<RecordId> ids, Filter filter, PayloadUpdate update) {
    FilterMatcher matcher = FilterMatcher.of(filter);
    List<Edit> edits = new ArrayList<>();
    for (RecordId id : ids) {
      edits.add(
          new Edit(
              id,
              0,
              stored ->
                  matcher.matches(id, stored.record().payload())
                      ? Optional.of(with(stored, update))
                      : Optional.empty()));
    }
    return write(_ -> edits);
  }

  /** Refuses an update that brings what no payload may hold. */
  static void check(PayloadUpdate update) {
    Embedding.checkPayload("the update", update.brings());
  }

  private static Stored with(Stored stored, PayloadUpdate update) {
    Record record = stored.record();
    return new Stored(
        new Record(
            record.id(),
            record.version(),
            record.sources(),
            record.vectors(),
            update.apply(record.payload()),
            record.expiry()),
        stored.staged());
  }

  /** Changes vectors of records. */
  UpdateResult vectors(List<Record> changes) {
    check(changes);
    return write(
        by -> {
          long start = System.nanoTime();
          Prepared made = by.complete(changes);
          int inputs = by.inputs(changes);
          if (inputs > 0) {
            listener.ended(Stage.EMBED, store.meta().name(), inputs, System.nanoTime() - start);
          }
          List<Edit> edits = new ArrayList<>();
          for (int i = 0; i < changes.size(); i++) {
            Record change = made.records().get(i);
            StagedPart staged = made.staged().get(i);
            edits.add(
                new Edit(
                    change.id(),
                    change.version(),
                    stored -> Optional.of(with(stored, made.meta(), change, staged))));
          }
          return edits;
        });
  }

  private static void check(List<Record> changes) {
    Set<RecordId> ids = new HashSet<>();
    for (int i = 0; i < changes.size(); i++) {
      Record change = changes.get(i);
      String where = "records[" + i + "] (id " + change.id() + ")";
      if (!ids.add(change.id())) {
        throw new AkinException.InvalidArgument(where + " is there twice");
      }
      if (!change.payload().isEmpty() || !change.expiry().equals(Expiry.DEFAULT)) {
        throw new AkinException.InvalidArgument(
            where + " must have no payload and no expiry: only its vectors are changed");
      }
      if (change.vectors().isEmpty() && change.sources().isEmpty()) {
        throw new AkinException.InvalidArgument(where + " brings no vector");
      }
    }
  }

  private static Stored with(
      Stored stored, CollectionMeta meta, Record change, StagedPart ofChange) {
    Record record = stored.record();
    Map<String, Input.Vector> vectors = new HashMap<>(record.vectors());
    vectors.putAll(change.vectors());
    Map<String, Input> sources = new HashMap<>(record.sources());
    sources.keySet().removeAll(change.vectors().keySet());
    sources.putAll(change.sources());
    boolean stagedToo =
        meta.change()
            .flatMap(VectorChange::sourcesOf)
            .filter(change.vectors()::containsKey)
            .isPresent();
    return new Stored(
        new Record(
            record.id(), record.version(), sources, vectors, record.payload(), record.expiry()),
        stagedToo ? ofChange : stored.staged());
  }

  /**
   * Commits edits.
   *
   * @param edits made for the collection as it is
   */
  private UpdateResult write(Function<Embedding, List<Edit>> edits) {
    while (true) {
      Embedding by = embedding.get();
      List<Edit> wanted = edits.apply(by);
      List<Record> records = read(wanted.stream().map(Edit::id).toList());
      if (!by.meta().writesLike(store.meta())) {
        Thread.onSpinWait(); // a vector is being altered this very moment
        continue;
      }
      // Only the target of a change under way may have to be made: all else is there.
      Prepared known = by.complete(records);
      long start = System.nanoTime();
      Optional<UpdateResult> result = committer.edit(new Edits(known, wanted));
      listener.ended(Stage.COMMIT, store.meta().name(), wanted.size(), System.nanoTime() - start);
      if (result.isPresent()) {
        return result.get();
      }
    }
  }

  private List<Record> read(List<RecordId> ids) {
    return store.read(store.seqs(ids), Include.ALL).stream().filter(Objects::nonNull).toList();
  }
}
