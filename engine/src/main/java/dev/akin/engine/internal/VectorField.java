package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.SearchPlan;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.api.index.SearchCost;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.GrowingIndex;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.index.SearchRequest;
import dev.akin.index.file.CorruptIndexFileException;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.flat.FlatIndex;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.index.ivf.IvfIndex;
import dev.akin.storage.VectorMeta;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One named vector of a collection, in memory: its rows by ordinal and, unless it is flat, the
 * graph into which an {@link Indexer} moves the tail. Written by the commit in progress; searched
 * by any number of threads, each seeing every ordinal below the limit it passes. The owner closes
 * it when nobody is inside.
 */
final class VectorField implements AutoCloseable {
  /** Up to this many live records a scan is as fast as a graph, and exact. */
  private static final int EXACT_BELOW = 1000;

  private final String name;
  private final VectorMeta meta;
  private final OrdinalTable table;
  private final FloatRows rows;
  private final FlatIndex flat;
  private final Optional<GrowingIndex> graph;
  private final Optional<Indexer> indexer;
  private final Optional<IndexFile> file;
  private final int loaded;

  private VectorField(
      String name,
      VectorMeta meta,
      OrdinalTable table,
      FloatRows rows,
      Optional<GrowingIndex> graph,
      Optional<IndexFile> file,
      int indexed,
      Workers workers) {
    this.name = name;
    this.meta = meta;
    this.table = table;
    this.rows = rows;
    this.flat = new FlatIndex(rows, meta.spec().metric());
    this.graph = graph;
    this.file = file;
    this.loaded = indexed;
    this.indexer =
        graph.map(
            index ->
                new Indexer(
                    "vector '" + name + "'",
                    index,
                    rows,
                    table,
                    indexed,
                    workers.pool(),
                    workers.threads()));
  }

  /** A field without rows. */
  static VectorField empty(String name, VectorMeta meta, OrdinalTable table, Workers workers) {
    VectorSpec spec = meta.spec();
    FloatRows rows = new FloatRows(spec.metric().preparedDimension(spec.dimension()));
    Optional<GrowingIndex> graph =
        switch (spec.index()) {
          case FlatConfig _ when spec.quantizer() instanceof QuantizerConfig.None ->
              Optional.empty();
          case FlatConfig _ ->
              Optional.of(IvfIndex.ofOneList(rows, spec.metric(), spec.quantizer()));
          case HnswConfig config ->
              Optional.of(new HnswIndex(rows, spec.metric(), config, spec.quantizer()));
          case IvfConfig config ->
              Optional.of(new IvfIndex(rows, spec.metric(), config, spec.quantizer()));
        };
    return new VectorField(name, meta, table, rows, graph, Optional.empty(), 0, workers);
  }

  /**
   * A field mapped from a checkpoint.
   *
   * @param path of the field's file
   * @param indexed ordinals below this are in the file
   * @throws CorruptIndexFileException if the file is damaged or of another field
   */
  static VectorField open(
      String name, VectorMeta meta, OrdinalTable table, Path path, int indexed, Workers workers) {
    VectorSpec spec = meta.spec();
    IndexFile file = IndexFile.open(path);
    FloatRows rows = null;
    try {
      rows = FloatRows.open(file);
      if (rows.dimension() != spec.metric().preparedDimension(spec.dimension())
          || rows.limit() > indexed) {
        throw new CorruptIndexFileException(
            path, 0, "it holds other rows than vector '" + name + "' has");
      }
      Optional<GrowingIndex> graph =
          switch (spec.index()) {
            case FlatConfig _ when spec.quantizer() instanceof QuantizerConfig.None ->
                Optional.empty();
            case FlatConfig _ ->
                Optional.of(IvfIndex.openOneList(file, rows, spec.metric(), spec.quantizer()));
            case HnswConfig config ->
                Optional.of(HnswIndex.open(file, rows, spec.metric(), config, spec.quantizer()));
            case IvfConfig config ->
                Optional.of(IvfIndex.open(file, rows, spec.metric(), config, spec.quantizer()));
          };
      return new VectorField(name, meta, table, rows, graph, Optional.of(file), indexed, workers);
    } catch (RuntimeException e) {
      if (rows != null) {
        rows.close();
      }
      file.close();
      throw e;
    }
  }

  VectorMeta meta() {
    return meta;
  }

  VectorSpec spec() {
    return meta.spec();
  }

  /** Ordinals below this had their rows when the field was opened. */
  int loaded() {
    return loaded;
  }

  /** Writes a row, unseen until the table's limit passes the ordinal. */
  void put(int ordinal, float[] vector) {
    rows.put(ordinal, meta.spec().metric().prepare(vector));
  }

  /** The rows, prepared by the metric. */
  FloatRows rows() {
    return rows;
  }

  /** Writes the row that another generation has of the same vector, if it has one. */
  void copy(int ordinal, VectorField from, int fromOrdinal) {
    if (from.rows.contains(fromOrdinal)) {
      float[] row = new float[rows.dimension()];
      from.rows.copy(fromOrdinal, row);
      rows.put(ordinal, row);
    }
  }

  /** Says that there are new ordinals. */
  void wake() {
    indexer.ifPresent(Indexer::wake);
  }

  /** See {@link Indexer#throttle}. */
  void throttle(int maxPending, int brings) {
    indexer.ifPresent(it -> it.throttle(maxPending, brings));
  }

  /** See {@link Indexer#await}. */
  void await(int limit, long deadline) {
    indexer.ifPresent(it -> it.await(limit, deadline));
  }

  /**
   * The closest live ordinals below the limit. If k of those that may be found have this vector, k
   * are.
   *
   * @param query not prepared, of the right dimension
   * @param params for this field's index, or empty for its defaults
   * @param matches live ordinals that may be found, empty for all
   * @param stop polled; once true the search ends with CancellationException
   * @param trace is told how it was done
   */
  Candidates search(
      float[] query,
      int k,
      Optional<SearchParams> params,
      Optional<OrdinalSet> matches,
      int limit,
      BooleanSupplier stop,
      Trace trace) {
    float[] prepared = spec().metric().prepare(query);
    OrdinalSet live = table.live();
    int count = matches.orElse(live).cardinality();
    OrdinalSet accept = matches.orElse(count == table.limit() ? null : live);
    SearchRequest request =
        new SearchRequest(
            prepared, Math.min(k, Math.max(limit, 1)), params.orElse(null), accept, stop);
    Candidates found = search(request, params, matches, count, limit, trace);
    // A record that was replaced meanwhile may be dead already under its old ordinal, and its new
    // one
    // is past the limit. What a filter let through is as it was when that was compiled.
    int searched = limit;
    for (int now = table.limit(); matches.isEmpty() && now > searched; now = table.limit()) {
      Neighbors added = scan(request, searched, now);
      found =
          new Candidates(
              Candidates.merge(found.neighbors(), searched, now, added, request.k()),
              found.strategy());
      searched = now;
    }
    return found;
  }

  private Candidates search(
      SearchRequest request,
      Optional<SearchParams> params,
      Optional<OrdinalSet> matches,
      int count,
      int limit,
      Trace trace) {
    long start = System.nanoTime();
    boolean exact =
        graph.isEmpty()
            || count <= EXACT_BELOW
            || params.orElse(null) instanceof SearchParams.Exact;
    checkFamily(params);
    boolean filtered = matches.isPresent();
    if (exact) {
      Neighbors all = scan(request, 0, limit);
      trace.searched(() -> step(request, count, scanMethod(filtered), all, 0, start));
      return new Candidates(all, "exact");
    }
    int indexed = Math.min(indexer.orElseThrow().indexed(), limit);
    Neighbors found = graph.orElseThrow().search(request);
    // An index that scans what a filter lets through visits no nodes of its graph.
    boolean scanned = filtered && found.cost().hops() == 0;
    String strategy = scanned ? "exact" : spec().index().id();
    SearchPlan.Method method = method(filtered, found.cost());
    if (indexed == limit) {
      trace.searched(() -> step(request, count, method, found, 0, start));
      return new Candidates(found, strategy);
    }
    Neighbors tail = scan(request, indexed, limit);
    Neighbors merged = Candidates.merge(found, indexed, limit, tail, request.k());
    trace.searched(() -> step(request, count, method, merged, limit - indexed, start));
    return new Candidates(merged, scanned ? strategy : strategy + "+tail");
  }

  /** What an index did, by what it cost. */
  private static SearchPlan.Method method(boolean filtered, SearchCost cost) {
    if (cost.hops() == 0) {
      return scanMethod(filtered);
    }
    if (cost.scanned() > 0) {
      return SearchPlan.Method.INDEX_THEN_SCAN;
    }
    return filtered ? SearchPlan.Method.FILTERED_INDEX : SearchPlan.Method.INDEX;
  }

  private static SearchPlan.Method scanMethod(boolean filtered) {
    return filtered ? SearchPlan.Method.FILTERED_SCAN : SearchPlan.Method.SCAN;
  }

  private SearchPlan.IndexStep step(
      SearchRequest request,
      int accepted,
      SearchPlan.Method method,
      Neighbors found,
      int tail,
      long start) {
    long nanos = System.nanoTime() - start;
    boolean scan = method == SearchPlan.Method.SCAN || method == SearchPlan.Method.FILTERED_SCAN;
    return new SearchPlan.IndexStep(
        name,
        spec().index().id(),
        spec().quantizer().id(),
        method,
        request.k(),
        found.size(),
        accepted,
        // A flat index has nothing to go by.
        scan || spec().index() instanceof FlatConfig
            ? Optional.empty()
            : graph.map(index -> index.effort(request)),
        tail,
        found.cost(),
        nanos);
  }

  private Neighbors scan(SearchRequest request, int from, int to) {
    SearchRequest scan =
        new SearchRequest(request.query(), request.k(), null, request.accept(), request.stop());
    return flat.search(scan, from, to);
  }

  private void checkFamily(Optional<SearchParams> params) {
    boolean fits =
        switch (params.orElse(null)) {
          case null -> true;
          case SearchParams.Exact _, SearchParams.TargetRecall _ -> true;
          case SearchParams.Hnsw _ -> spec().index() instanceof HnswConfig;
          case SearchParams.Ivf _ -> spec().index() instanceof IvfConfig;
        };
    if (params.orElse(null) instanceof SearchParams.Hnsw hnsw
        && hnsw.hasSlack()
        && spec().metric() == Metric.DOT) {
      throw new AkinException.InvalidArgument(
          "slack needs a distance, and the metric of vector '" + name + "' is dot: give ef_search");
    }
    if (!fits) {
      throw new AkinException.InvalidArgument(
          "params are of another index: vector '"
              + name
              + "' is "
              + spec().index().id()
              + ", params are "
              + params.orElseThrow());
    }
  }

  /** The state now. */
  VectorInfo info() {
    int indexed = indexer.map(Indexer::indexed).orElseGet(table::limit);
    OrdinalSet there = table.live().and(rows.present());
    long pending = 0;
    for (int next = there.next(indexed); next >= 0; next = there.next(next + 1)) {
      pending++;
    }
    return new VectorInfo(spec(), there.cardinality() - pending, pending, memoryBytes());
  }

  /** What searches scan exactly because no indexer has moved it yet, dead records included. */
  int tail() {
    return indexer.map(it -> Math.max(0, table.limit() - it.indexed())).orElse(0);
  }

  /** Bytes of vectors and index, mapped files included. */
  long memoryBytes() {
    return rows.memoryBytes() + graph.map(GrowingIndex::memoryBytes).orElse(0L);
  }

  /** What counts against the memory budget: also what indexing the tail is going to take. */
  long budgetBytes() {
    return memoryBytes() + tail() * (bytesPerVector() - (long) Float.BYTES * spec().dimension());
  }

  /** About what one more vector takes, in bytes: its row and its part of the index. */
  long bytesPerVector() {
    long row = (long) Float.BYTES * spec().dimension();
    return switch (spec().index()) {
      case FlatConfig _ -> row;
      // The links of level 0 and a share of those above; codes take at most as much as the row.
      case HnswConfig config -> row + (2L * config.m() + 8) * Integer.BYTES + codes(row);
      case IvfConfig _ -> row + Long.BYTES + codes(row);
    };
  }

  private long codes(long row) {
    return spec().quantizer() instanceof QuantizerConfig.None ? 0 : row / 4;
  }

  /** Indexes no more until {@link #resume()}; returns how far it has come. */
  int pause() {
    indexer.ifPresent(Indexer::pause);
    return indexer.map(Indexer::indexed).orElseGet(table::limit);
  }

  /** Ends a pause. */
  void resume() {
    indexer.ifPresent(Indexer::resume);
  }

  /** Writes rows and graph below the limit that {@link #pause()} returned. */
  void save(IndexFileWriter out, int limit) {
    rows.save(out, limit);
    graph.ifPresent(index -> index.save(out, limit));
  }

  @Override
  public void close() {
    indexer.ifPresent(Indexer::close);
    try {
      graph.ifPresent(GrowingIndex::close);
    } finally {
      rows.close();
      file.ifPresent(IndexFile::close);
    }
  }
}
