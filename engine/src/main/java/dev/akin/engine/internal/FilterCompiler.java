package dev.akin.engine.internal;

import dev.akin.api.FilterStats;
import dev.akin.api.RecordId;
import dev.akin.api.filter.Filter;
import dev.akin.engine.internal.filter.FilterMatcher;
import dev.akin.engine.internal.filter.OrdinalBits;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Turns a filter into the set of ordinals that match. Payload indexes and the ids narrow the
 * candidates down; what they cannot tell is evaluated on the records of the store, and only on
 * those that are still candidates. Safe for any number of threads.
 */
final class FilterCompiler {
  private final CollectionStore store;
  private final OrdinalTable table;
  private final PayloadIndexes indexes;
  private final PayloadScan payloads;

  FilterCompiler(
      CollectionStore store, OrdinalTable table, PayloadIndexes indexes, PayloadScan payloads) {
    this.store = store;
    this.table = table;
    this.indexes = indexes;
    this.payloads = payloads;
  }

  /**
   * Ordinals that may match.
   *
   * @param ordinals none but these do
   * @param exact whether all of these do, dead ones apart
   */
  private record Narrowed(OrdinalSet ordinals, boolean exact) {}

  /**
   * Compiles a filter.
   *
   * @param stop polled; once true the work ends with CancellationException
   */
  CompiledFilter compile(Filter filter, BooleanSupplier stop) {
    long start = System.nanoTime();
    OrdinalSet live = table.live().copy();
    Narrowed narrowed = narrow(filter).orElse(new Narrowed(live, false));
    OrdinalSet matches = narrowed.ordinals.and(live);
    long scanned = 0;
    if (!narrowed.exact) {
      scanned = matches.cardinality();
      FilterMatcher matcher = FilterMatcher.of(filter);
      OrdinalBits matching = new OrdinalBits();
      payloads.visit(
          matches,
          stop,
          (ordinal, id, payload) -> {
            if (matcher.matches(id, payload)) {
              matching.add(ordinal);
            }
          });
      matches = matching.toSet();
    }
    return new CompiledFilter(
        matches, new FilterStats(matches.cardinality(), scanned, System.nanoTime() - start));
  }

  /** The ordinals that match, dead ones apart; empty if that takes reading records. */
  Optional<OrdinalSet> exactly(Filter filter) {
    return narrow(filter).filter(Narrowed::exact).map(Narrowed::ordinals);
  }

  /** What can be said without reading records; empty if that is nothing. */
  private Optional<Narrowed> narrow(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> filters) -> all(filters);
      case Filter.Any(List<Filter> filters) -> atLeast(1, filters);
      case Filter.AtLeast(int count, List<Filter> filters) -> atLeast(count, filters);
      case Filter.Not(Filter inner) ->
          narrow(inner)
              .filter(Narrowed::exact)
              .map(it -> new Narrowed(OrdinalSet.range(table.limit()).andNot(it.ordinals), true));
      case Filter.HasId(Set<RecordId> ids) -> Optional.of(new Narrowed(ordinals(ids), true));
      case Filter.Match(String field, var _) -> lookUp(field, filter);
      case Filter.Prefix(String field, String _) -> lookUp(field, filter);
      case Filter.Range(String field, var _, var _) -> lookUp(field, filter);
      case Filter.Contains(String field, String _) -> lookUp(field, filter);
      case Filter.Includes(String field, String _) -> lookUp(field, filter);
      case Filter.Exists _, Filter.IsNull _, Filter.IsEmpty _ -> Optional.empty();
      case Filter.Nested _, Filter.GeoRadius _, Filter.GeoBox _ -> Optional.empty();
    };
  }

  private Optional<Narrowed> lookUp(String field, Filter filter) {
    return indexes.lookUp(field, filter).map(ordinals -> new Narrowed(ordinals, true));
  }

  private OrdinalSet ordinals(Set<RecordId> ids) {
    OrdinalBits bits = new OrdinalBits();
    for (long seq : store.seqs(List.copyOf(ids))) {
      int ordinal = seq == 0 ? -1 : table.ordinal(seq);
      if (ordinal >= 0) {
        bits.add(ordinal);
      }
    }
    return bits.toSet();
  }

  private Optional<Narrowed> all(List<Filter> filters) {
    if (filters.isEmpty()) {
      return Optional.of(new Narrowed(OrdinalSet.range(table.limit()), true));
    }
    OrdinalSet both = null;
    boolean exact = true;
    for (Filter filter : filters) {
      Optional<Narrowed> part = narrow(filter);
      exact &= part.isPresent() && part.get().exact;
      if (part.isPresent()) {
        both = both == null ? part.get().ordinals : both.and(part.get().ordinals);
      }
    }
    return both == null ? Optional.empty() : Optional.of(new Narrowed(both, exact));
  }

  private Optional<Narrowed> atLeast(int count, List<Filter> filters) {
    // enough[i] holds the ordinals that i + 1 or more of the filters seen so far let through.
    OrdinalSet[] enough = new OrdinalSet[count];
    Arrays.setAll(enough, _ -> new OrdinalSet());
    boolean exact = true;
    for (Filter filter : filters) {
      Optional<Narrowed> part = narrow(filter);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      exact &= part.get().exact;
      for (int i = count - 1; i > 0; i--) {
        enough[i] = enough[i].or(enough[i - 1].and(part.get().ordinals));
      }
      enough[0] = enough[0].or(part.get().ordinals);
    }
    return Optional.of(new Narrowed(enough[count - 1], exact));
  }
}
