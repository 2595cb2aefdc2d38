package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CountEstimate;
import dev.akin.api.FacetResult;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Include;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.PayloadUpdate;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.ScrollOrder;
import dev.akin.api.ScrollPage;
import dev.akin.api.SearchResult;
import dev.akin.api.SyncMode;
import dev.akin.api.UpdateResult;
import dev.akin.api.UpsertResult;
import dev.akin.api.VectorInfo;
import dev.akin.api.WriteCondition;
import dev.akin.api.filter.Filter;
import dev.akin.engine.DatabaseStats;
import dev.akin.engine.Stage;
import dev.akin.engine.StageListener;
import dev.akin.engine.internal.text.FullText;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.CollectionStore;
import dev.akin.storage.IdPage;
import dev.akin.storage.Storage;
import dev.akin.storage.VectorChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** A collection of a database in this process: checks, embeds, and hands on to its parts. */
public final class EmbeddedCollection implements Collection {
  /** How often records are read again that were replaced under its hands. */
  private static final int MAX_ATTEMPTS = 5;

  /**
   * Fewer changes than this, or than a hundredth of the records, are replayed faster than saved.
   */
  private static final int CHECKPOINT_ON_CLOSE = 1000;

  /** Fewer dead records than this are not worth an optimization that nobody asked for. */
  private static final int OPTIMIZE_FROM = 1000;

  /** Expired records deleted in one commit, so that writers wait for little. */
  private static final int RECLAIM_BATCH = 500;

  /** What is not indexed after this long is left to the next open. */
  private static final Duration INDEXING_ON_CLOSE = Duration.ofSeconds(10);

  private final CollectionMeta meta;
  private final CollectionStore store;
  private final CollectionState state;
  private final Committer committer;
  private final Editor editor;
  private final Searcher searcher;
  private final Optimizer optimizer;
  private final Models models;
  private final Alterer alterer;
  private final ReadWriteLock copies = new ReentrantReadWriteLock();
  private volatile Embedding embedding;
  private final Gate gate;
  private final int maxPending;
  private final Storage storage;
  private final MemoryBudget memory;
  private final StageListener listener;
  private final AtomicReference<OptimizeOptions> interrupted = new AtomicReference<>();
  private volatile boolean dropped;

  private EmbeddedCollection(
      CollectionMeta meta,
      CollectionStore store,
      CollectionState state,
      Models models,
      Workers workers,
      int maxPending,
      Storage storage,
      MemoryBudget memory,
      StageListener listener) {
    this.meta = meta;
    this.store = store;
    this.state = state;
    this.committer = new Committer(store, state, meta.sync() == SyncMode.ALWAYS);
    this.searcher =
        new Searcher(
            meta.name(),
            store,
            state,
            committer,
            listener,
            new HitReranker(meta.name(), store, models, listener));
    this.models = models;
    this.embedding = new Embedding(store.meta(), models);
    this.editor = new Editor(store, committer, () -> embedding, listener);
    this.gate = new Gate("collection '" + meta.name() + "'");
    this.maxPending = maxPending;
    this.storage = storage;
    this.memory = memory;
    this.listener = listener;
    this.optimizer = new Optimizer(state, store, committer, storage::syncWal, workers);
    this.alterer =
        new Alterer(
            store,
            state,
            committer,
            optimizer,
            models,
            workers,
            new CatalogChanges(),
            () -> embedding);
  }

  /** Tells the catalog of alterations, and then those who embed. */
  private final class CatalogChanges implements Alterer.Catalog {
    @Override
    public void begin(VectorChange change) {
      storage.beginChange(meta.id(), change);
      embedAsInCatalog();
    }

    @Override
    public void finish() {
      storage.finishChange(meta.id());
      embedAsInCatalog();
    }

    @Override
    public void cancel() {
      storage.cancelChange(meta.id());
      embedAsInCatalog();
    }

    private void embedAsInCatalog() {
      embedding = new Embedding(store.meta(), models);
    }

    @Override
    public void uncopied(Runnable action) {
      copies.writeLock().lock();
      try {
        action.run();
      } finally {
        copies.writeLock().unlock();
      }
    }
  }

  /**
   * Opens a collection that the catalog has.
   *
   * @param workers that the collections of the database share
   * @param maxPending vectors that may wait for their index before writers are slowed down
   * @param memory that all collections share
   * @param listener of the stages of calls
   */
  public static EmbeddedCollection open(
      CollectionMeta meta,
      Storage storage,
      Models models,
      Workers workers,
      int maxPending,
      MemoryBudget memory,
      StageListener listener) {
    CollectionStore store = storage.collection(meta.id());
    CollectionState state =
        CollectionState.open(meta, store, storage.indexDirectory(meta.id()), workers);
    return new EmbeddedCollection(
        meta, store, state, models, workers, maxPending, storage, memory, listener);
  }

  @Override
  public String name() {
    return meta.name();
  }

  /** What the catalog says of it. */
  public CollectionMeta meta() {
    return store.meta();
  }

  /**
   * Goes on with an alteration that an earlier opening has begun, and remembers an optimization for
   * the background.
   */
  public void resume() {
    Optional<OptimizeOptions> left = optimizer.interrupted();
    // An alteration builds indexes as well, and takes over what is left of its own.
    interrupted.set(meta().change().isPresent() ? null : left.orElse(null));
    alterer.resume();
  }

  /** The optimization that an earlier opening has begun and not ended; once. */
  Optional<OptimizeOptions> takeInterrupted() {
    return Optional.ofNullable(interrupted.getAndSet(null));
  }

  /** Does something with its rows; it is not dropped meanwhile. */
  public <R> R keeping(Function<CollectionMeta, R> work) {
    try (Gate.Pass _ = enter()) {
      copies.readLock().lock();
      try {
        return work.apply(store.meta());
      } finally {
        copies.readLock().unlock();
      }
    }
  }

  @Override
  public CollectionInfo info() {
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      Generation generation = visit.generation();
      Map<String, VectorInfo> vectors = new LinkedHashMap<>();
      generation.fields().forEach((name, field) -> vectors.put(name, field.info()));
      return new CollectionInfo(
          meta.name(),
          generation.table().count(),
          meta.sync(),
          meta.ttl(),
          vectors,
          generation.payloadIndexes().info(),
          generation.dead(),
          state.fullText().map(FullText::info),
          optimizer.running(),
          alterer.info());
    }
  }

  @Override
  public long count() {
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      return visit.generation().table().count();
    }
  }

  @Override
  public long count(Filter filter) {
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      return compile(visit.generation(), filter).matches().cardinality();
    }
  }

  @Override
  public CountEstimate estimateCount(Filter filter) {
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      Generation generation = visit.generation();
      return new FilterEstimator(generation.filters(), generation.table()).estimate(filter);
    }
  }

  private static CompiledFilter compile(Generation generation, Filter filter) {
    return interruptibly(stop -> generation.filters().compile(filter, stop));
  }

  /** Does work that ends when it polls that this thread is interrupted. */
  private static <R> R interruptibly(Function<BooleanSupplier, R> work) {
    try {
      return work.apply(() -> Thread.currentThread().isInterrupted());
    } catch (CancellationException e) {
      throw new AkinException.Cancelled("filter was interrupted");
    }
  }

  @Override
  public FacetResult facet(String field, Filter filter, int limit) {
    checkField(field);
    checkLimit(limit);
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      CompiledFilter among = compile(visit.generation(), filter);
      return interruptibly(
          stop ->
              FacetCounter.count(
                  visit.generation(),
                  field,
                  among.matches(),
                  among.stats().scanned(),
                  limit,
                  stop));
    }
  }

  private static void checkField(String field) {
    if (field.isEmpty()) {
      throw new AkinException.InvalidArgument("field must not be empty");
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 1 || limit > MAX_BATCH) {
      throw new AkinException.InvalidArgument("limit must be 1 to " + MAX_BATCH + ": " + limit);
    }
  }

  @Override
  public UpsertResult upsert(List<Record> records, WriteCondition condition) {
    checkBatch("records", records.size());
    Objects.requireNonNull(condition, "condition");
    try (Gate.Pass _ = enter()) {
      if (records.isEmpty()) {
        return UpsertResult.NONE;
      }
      try (MemoryBudget.Reservation _ = memory.reserve(bytesPerRecord() * records.size())) {
        Optional<UpsertResult> result = Optional.empty();
        while (result.isEmpty()) {
          result = upsertNow(records, condition);
        }
        return result.orElseThrow();
      }
    }
  }

  /** Empty if the vectors were altered while the records were embedded. */
  private Optional<UpsertResult> upsertNow(List<Record> records, WriteCondition condition) {
    long start = System.nanoTime();
    Embedding by = embedding;
    Prepared prepared = by.complete(records);
    long embedded = System.nanoTime();
    int inputs = by.inputs(records);
    if (inputs > 0) {
      listener.ended(Stage.EMBED, name(), inputs, embedded - start);
    }
    throttle(records.size());
    Optional<UpsertResult> result = committer.upsert(prepared, condition);
    listener.ended(Stage.COMMIT, name(), records.size(), System.nanoTime() - embedded);
    return result;
  }

  private long bytesPerRecord() {
    try (Generation.Visit visit = state.enter()) {
      return visit.generation().fields().values().stream()
          .mapToLong(VectorField::bytesPerVector)
          .sum();
    }
  }

  private void throttle(int brings) {
    try (Generation.Visit visit = state.enter()) {
      visit.generation().fields().values().forEach(field -> field.throttle(maxPending, brings));
    }
  }

  @Override
  public RecordWriter writer() {
    try (Gate.Pass _ = enter()) {
      return new BatchingWriter(this);
    }
  }

  @Override
  public List<Record> get(List<RecordId> ids, Set<Include> include) {
    checkBatch("ids", ids.size());
    try (Gate.Pass _ = enter()) {
      List<RecordId> wanted = List.copyOf(ids);
      for (int attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
        Optional<List<Record>> read = read(wanted, include);
        if (read.isPresent()) {
          return read.get();
        }
      }
      return committer
          .between(() -> read(wanted, include))
          .orElseThrow(
              () ->
                  new AkinException.Corrupted(
                      "collection '" + name() + "': an id leads to a record that is not there"));
    }
  }

  /** Empty if a record was replaced between the look-up of its row and the reading of it. */
  private Optional<List<Record>> read(List<RecordId> ids, Set<Include> include) {
    long[] seqs = store.seqs(ids);
    List<Record> rows = store.read(seqs, include);
    List<Record> found = new ArrayList<>(ids.size());
    for (int i = 0; i < seqs.length; i++) {
      if (rows.get(i) != null) {
        found.add(rows.get(i));
      } else if (seqs[i] != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(List.copyOf(found));
  }

  @Override
  public long delete(List<RecordId> ids) {
    checkBatch("ids", ids.size());
    try (Gate.Pass _ = enter()) {
      return ids.isEmpty() ? 0 : committer.delete(List.copyOf(ids));
    }
  }

  @Override
  public long delete(Filter filter) {
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      return inBatches(visit.generation(), filter, MAX_BATCH, this::deleteUnchanged);
    }
  }

  /**
   * Does something with the records that match now, some at a time.
   *
   * @param work given sequence numbers, tells how many it was done with
   * @return the sum of those
   */
  private static long inBatches(
      Generation generation, Filter filter, int size, ToLongFunction<List<Long>> work) {
    OrdinalSet matches = compile(generation, filter).matches();
    long done = 0;
    int next = matches.next(0);
    while (next >= 0) {
      List<Long> seqs = new ArrayList<>();
      for (; next >= 0 && seqs.size() < size; next = matches.next(next + 1)) {
        seqs.add(generation.table().seq(next));
      }
      done += work.applyAsLong(seqs);
    }
    return done;
  }

  @Override
  public UpdateResult updatePayload(List<RecordId> ids, PayloadUpdate update) {
    checkBatch("ids", ids.size());
    Map<RecordId, Long> versions = new LinkedHashMap<>();
    ids.forEach(id -> versions.put(id, 0L));
    return edit(versions, update);
  }

  @Override
  public UpdateResult updatePayload(Map<RecordId, Long> versions, PayloadUpdate update) {
    checkBatch("versions", versions.size());
    versions.forEach(
        (id, version) -> {
          if (version == 0) {
            throw new AkinException.InvalidArgument(
                "version of " + id + " must be that of a record that was read: 0");
          }
        });
    return edit(new LinkedHashMap<>(versions), update);
  }

  private UpdateResult edit(Map<RecordId, Long> versions, PayloadUpdate update) {
    Editor.check(update);
    try (Gate.Pass _ = enter()) {
      return edit(versions.size(), () -> editor.payload(versions, update));
    }
  }

  @Override
  public long updatePayload(Filter filter, PayloadUpdate update) {
    Editor.check(update);
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      return inBatches(
          visit.generation(),
          filter,
          UPDATE_BATCH,
          seqs -> {
            List<RecordId> ids = idsOf(seqs);
            return edit(ids.size(), () -> editor.payload(ids, filter, update)).updated();
          });
    }
  }

  private List<RecordId> idsOf(List<Long> seqs) {
    return store.read(seqs.stream().mapToLong(seq -> seq).toArray(), Set.of()).stream()
        .filter(Objects::nonNull)
        .map(Record::id)
        .toList();
  }

  @Override
  public UpdateResult updateVectors(List<Record> records) {
    checkBatch("records", records.size());
    try (Gate.Pass _ = enter()) {
      return edit(records.size(), () -> editor.vectors(List.copyOf(records)));
    }
  }

  private UpdateResult edit(int records, Supplier<UpdateResult> write) {
    if (records == 0) {
      return new UpdateResult(0, List.of());
    }
    try (MemoryBudget.Reservation _ = memory.reserve(bytesPerRecord() * records)) {
      throttle(records);
      return write.get();
    }
  }

  private long deleteUnchanged(List<Long> seqs) {
    List<RecordId> ids = new ArrayList<>();
    List<Long> found = new ArrayList<>();
    for (Record record : store.read(seqs.stream().mapToLong(seq -> seq).toArray(), Set.of())) {
      if (record != null) {
        ids.add(record.id());
        found.add(record.version());
      }
    }
    return ids.isEmpty() ? 0 : committer.delete(ids, found);
  }

  /** Deletes for good what has expired; for one thread. */
  public void reclaimExpired() {
    try (Gate.Pass _ = enter()) {
      Expirations expirations;
      try (Generation.Visit visit = state.enter()) {
        expirations = visit.generation().expirations();
      }
      long from = expirations.take();
      try {
        while (from != CollectionStore.NO_EXPIRY) {
          List<Long> seqs = new ArrayList<>();
          long next =
              store.scanExpiries(
                  from, store.now(), seq -> seqs.add(seq) && seqs.size() < RECLAIM_BATCH);
          deleteUnchanged(seqs);
          from = seqs.size() < RECLAIM_BATCH ? CollectionStore.NO_EXPIRY : next;
        }
      } catch (RuntimeException | Error e) {
        expirations.leave(from);
        throw e;
      }
    }
  }

  private static void checkBatch(String field, int size) {
    if (size > MAX_BATCH) {
      throw new AkinException.InvalidArgument(
          field + " must be at most " + MAX_BATCH + ": " + size);
    }
  }

  @Override
  public SearchResult search(Query query) {
    return search(List.of(query)).getFirst();
  }

  @Override
  public List<SearchResult> search(List<Query> queries) {
    try (Gate.Pass _ = enter()) {
      List<Query> asked = List.copyOf(queries);
      while (true) {
        try {
          return searcher.search(asked, new Resolver(name(), embedding, this::get));
        } catch (Searcher.AlteredException _) {
          // A vector was altered after its queries were embedded for what it was.
        }
      }
    }
  }

  @Override
  public ScrollPage scroll(Optional<String> cursor, int limit, Set<Include> include) {
    checkLimit(limit);
    try (Gate.Pass _ = enter()) {
      IdPage page = store.ids(cursor, limit);
      List<Record> records =
          store.read(page.seqs(), include).stream().filter(Objects::nonNull).toList();
      return new ScrollPage(records, page.next());
    }
  }

  @Override
  public ScrollPage scroll(
      ScrollOrder order, Filter filter, Optional<String> cursor, int limit, Set<Include> include) {
    checkLimit(limit);
    Optional<ScrollCursor> after = cursor.map(it -> ScrollCursor.decode(it, order));
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      OrdinalSet among = compile(visit.generation(), filter).matches();
      OrderedScroll.Page page =
          interruptibly(
              stop -> new OrderedScroll(visit.generation(), order, among, after, stop).page(limit));
      List<Record> records =
          store.read(page.seqs(), include).stream().filter(Objects::nonNull).toList();
      return new ScrollPage(records, page.next().map(ScrollCursor::encode));
    }
  }

  @Override
  public synchronized void createPayloadIndex(String field, PayloadIndexType type) {
    Objects.requireNonNull(type, "type");
    if (field.isEmpty()) {
      throw new AkinException.InvalidArgument("field of a payload index must not be empty");
    }
    try (Gate.Pass _ = enter()) {
      Map<String, PayloadIndexType> types = new LinkedHashMap<>(store.meta().payloadIndexes());
      PayloadIndexType there = types.putIfAbsent(field, type);
      if (there == type) {
        return;
      }
      if (there != null) {
        throw new AkinException.AlreadyExists(
            "field '" + field + "' has a payload index of type " + there.id() + "; drop it first");
      }
      storage.setPayloadIndexes(meta.id(), types);
      committer.between(
          () -> {
            state.addPayloadIndexes(Map.of(field, type));
            return null;
          });
    }
  }

  @Override
  public synchronized void dropPayloadIndex(String field) {
    try (Gate.Pass _ = enter()) {
      Map<String, PayloadIndexType> types = new LinkedHashMap<>(store.meta().payloadIndexes());
      if (types.remove(field) == null) {
        throw new AkinException.NotFound(
            "field '" + field + "' of collection '" + name() + "' has no payload index");
      }
      storage.setPayloadIndexes(meta.id(), types);
      committer.between(
          () -> {
            state.dropPayloadIndex(field);
            return null;
          });
    }
  }

  @Override
  public synchronized void createFullTextIndex(FullTextSpec spec) {
    Objects.requireNonNull(spec, "spec");
    spec.sources().forEach(this::checkSource);
    try (Gate.Pass _ = enter()) {
      Optional<FullTextSpec> there = store.meta().fullText();
      if (there.isPresent()) {
        if (there.get().equals(spec)) {
          return;
        }
        throw new AkinException.AlreadyExists(
            "collection '"
                + name()
                + "' has another full-text index, "
                + there.get()
                + "; drop it first");
      }
      storage.setFullText(meta.id(), Optional.of(spec));
      committer.between(
          () -> {
            state.addFullText(spec);
            return null;
          });
    }
  }

  private void checkSource(String source) {
    boolean kept =
        meta.vectors().containsKey(source)
            && meta.vectors().get(source).spec().embedder().isPresent()
            && meta.vectors().get(source).spec().keepSource();
    if (!kept) {
      throw new AkinException.InvalidArgument(
          "source of a full-text index must be a vector that is made of texts and keeps them: '"
              + source
              + "'");
    }
  }

  @Override
  public synchronized void dropFullTextIndex() {
    try (Gate.Pass _ = enter()) {
      if (store.meta().fullText().isEmpty()) {
        throw new AkinException.NotFound("collection '" + name() + "' has no full-text index");
      }
      storage.setFullText(meta.id(), Optional.empty());
      FullText removed = committer.between(state::removeFullText);
      removed.close();
      FullText.delete(state.fullTextDirectory());
    }
  }

  /** Whether its full-text index has failed. */
  boolean isFullTextFailed() {
    return state.fullText().filter(FullText::isFailed).isPresent();
  }

  /** Opens a full-text index that has failed again. */
  synchronized void reopenFullText() {
    try (Gate.Pass _ = enter()) {
      committer.between(
          () -> {
            state.reopenFullText();
            return null;
          });
    }
  }

  @Override
  public void awaitIndexed(Duration timeout) {
    try (Gate.Pass _ = enter()) {
      long deadline = System.nanoTime() + Searcher.nanos(timeout);
      boolean replaced;
      do {
        try (Generation.Visit visit = state.enter()) {
          Generation generation = visit.generation();
          int limit = generation.table().limit();
          generation.fields().values().forEach(field -> field.await(limit, deadline));
          generation.payloadIndexes().await(deadline);
          state.fullText().ifPresent(text -> text.await(deadline));
          replaced = !state.isCurrent(generation);
        }
      } while (replaced);
    }
  }

  /** The numbers now, zeros once it is closed. */
  public DatabaseStats.CollectionStats stats() {
    Map<String, DatabaseStats.VectorStats> vectors = new LinkedHashMap<>();
    try (Gate.Pass _ = gate.enter();
        Generation.Visit visit = state.enter()) {
      Generation generation = visit.generation();
      generation
          .fields()
          .forEach(
              (name, field) ->
                  vectors.put(
                      name, new DatabaseStats.VectorStats(field.tail(), field.memoryBytes())));
      return new DatabaseStats.CollectionStats(
          generation.table().count(), generation.dead(), committer.waiting(), vectors);
    } catch (AkinException.FailedPrecondition e) {
      return new DatabaseStats.CollectionStats(0, 0, 0, Map.of());
    }
  }

  /** What counts against the memory budget, in bytes; 0 once it is closed. */
  public long budgetBytes() {
    try (Gate.Pass _ = gate.enter();
        Generation.Visit visit = state.enter()) {
      return visit.generation().fields().values().stream()
          .mapToLong(VectorField::budgetBytes)
          .sum();
    } catch (AkinException.FailedPrecondition e) {
      return 0;
    }
  }

  @Override
  public void checkpoint() {
    try (Gate.Pass _ = enter()) {
      state.checkpoint(committer, storage::syncWal);
    }
  }

  @Override
  public OptimizeResult optimize(OptimizeOptions options, Consumer<OptimizeProgress> progress) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(progress, "progress");
    try (Gate.Pass _ = enter()) {
      return optimizer.optimize(options, progress);
    }
  }

  @Override
  public AlterResult alter(Alteration alteration, Consumer<OptimizeProgress> progress) {
    Objects.requireNonNull(alteration, "alteration");
    Objects.requireNonNull(progress, "progress");
    try (Gate.Pass _ = enter()) {
      return alterer.alter(alteration, progress);
    }
  }

  @Override
  public boolean cancelAlteration() {
    try (Gate.Pass _ = enter()) {
      return alterer.cancel();
    }
  }

  /** The part of the ordinals whose records are dead, or 0 if those are too few to matter. */
  double deadPart() {
    try (Gate.Pass _ = enter();
        Generation.Visit visit = state.enter()) {
      int dead = visit.generation().dead();
      return dead < OPTIMIZE_FROM ? 0 : (double) dead / visit.generation().table().limit();
    }
  }

  /** Ends an optimization or alteration that is running; does not wait. */
  public void stopOptimizing() {
    optimizer.close();
    alterer.stop();
  }

  /**
   * Lets no write begin until {@link #resumeWrites()}, called by the same thread, and waits for the
   * one that is being committed.
   */
  void pauseWrites() {
    committer.pause();
  }

  /** Ends a pause. */
  void resumeWrites() {
    committer.resume();
  }

  /** Takes into memory what the store has got by writes that failed; in a pause. */
  void catchUp() {
    Optional<Gate.Pass> inside = gate.tryEnter();
    if (inside.isPresent()) {
      try (Gate.Pass _ = inside.orElseThrow()) {
        committer.catchUp();
      }
    }
  }

  private Gate.Pass enter() {
    try {
      return gate.enter();
    } catch (AkinException.FailedPrecondition e) {
      if (dropped) {
        throw new AkinException.NotFound("collection '" + meta.name() + "' was dropped");
      }
      throw e;
    }
  }

  /** Whether writes wait for the sync that comes at intervals; they no longer do after the call. */
  boolean takeUnsynced() {
    return meta.sync() == SyncMode.INTERVAL && state.takeUnsynced();
  }

  /** Changes committed since the last checkpoint. */
  public long changesSinceCheckpoint() {
    return state.changesSinceCheckpoint();
  }

  /**
   * Lets what is in flight end and frees the memory; if much has changed since the last checkpoint,
   * gives the indexers a while to finish and writes one before that.
   */
  public void close() {
    if (gate.isClosed()) {
      return;
    }
    optimizer.close();
    alterer.close();
    gate.close();
    try {
      long worthIt = Math.max(CHECKPOINT_ON_CLOSE, liveRecords() / 100);
      if (state.changesSinceCheckpoint() >= worthIt) {
        state.finishIndexing(INDEXING_ON_CLOSE);
        state.checkpoint(committer, storage::syncWal);
      }
    } finally {
      state.close();
    }
  }

  private long liveRecords() {
    try (Generation.Visit visit = state.enter()) {
      return visit.generation().table().count();
    }
  }

  /** Lets what is in flight end and frees the memory; the caller deletes what is on disk. */
  public void drop() {
    dropped = true;
    release();
  }

  /** Like {@link #close()} but without a checkpoint. */
  public void release() {
    if (!gate.isClosed()) {
      optimizer.close();
      alterer.close();
      gate.close();
      state.close();
    }
  }
}
