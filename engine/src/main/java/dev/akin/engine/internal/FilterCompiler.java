package dev.akin.engine.internal;

import dev.akin.api.FilterStats;
import dev.akin.api.RecordId;
import dev.akin.api.filter.Filter;
import dev.akin.engine.internal.filter.FilterMatcher;
import dev.akin.engine.internal.filter.OrdinalBits;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

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
   * @param told fields whose payload indexes told it
   */
  private record Narrowed(OrdinalSet ordinals, boolean exact, Set<String> told) {}

  /**
   * Compiles a filter.
   *
   * @param stop polled; once true the work ends with CancellationException
   */
  CompiledFilter compile(Filter filter, BooleanSupplier stop) {
    long start = System.nanoTime();
    OrdinalSet live = table.live().copy();
    Narrowed narrowed = narrow(filter).orElse(new Narrowed(live, false, Set.of()));
    OrdinalSet matches = narrowed.ordinals.and(live);
    long estimated = matches.cardinality();
    long scanned = 0;
    if (!narrowed.exact) {
      scanned = estimated;
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
        matches,
        new FilterStats(matches.cardinality(), scanned, System.nanoTime() - start),
        estimated,
        narrowed.told,
        narrowed.exact ? Set.of() : fields(filter));
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
              .map(
                  it ->
                      new Narrowed(
                          OrdinalSet.range(table.limit()).andNot(it.ordinals), true, it.told));
      case Filter.HasId(Set<RecordId> ids) ->
          Optional.of(new Narrowed(ordinals(ids), true, Set.of()));
      case Filter.Match(String field, var _) -> lookUp(field, filter);
      case Filter.Prefix(String field, String _) -> lookUp(field, filter);
      case Filter.Range(String field, var _, var _) -> lookUp(field, filter);
      case Filter.Contains(String field, String _) -> lookUp(field, filter);
      case Filter.Includes(String field, String _) -> lookUp(field, filter);
      case Filter.Exists(String field) -> lookUp(field, filter);
      case Filter.IsNull(String field) -> lookUp(field, filter);
      case Filter.IsEmpty(String field) -> lookUp(field, filter);
      case Filter.GeoRadius(String field, var _, double _) -> lookUp(field, filter);
      case Filter.GeoBox(String field, var _, var _) -> lookUp(field, filter);
      case Filter.Nested _ -> Optional.empty();
    };
  }

  private Optional<Narrowed> lookUp(String field, Filter filter) {
    return indexes
        .lookUp(field, filter)
        .map(ordinals -> new Narrowed(ordinals, true, Set.of(field)));
  }

  /** The fields that a filter looks at. */
  private static Set<String> fields(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> filters) -> fields(filters);
      case Filter.Any(List<Filter> filters) -> fields(filters);
      case Filter.AtLeast(int _, List<Filter> filters) -> fields(filters);
      case Filter.Not(Filter inner) -> fields(inner);
      case Filter.HasId _ -> Set.of();
      case Filter.Match it -> Set.of(it.field());
      case Filter.Prefix it -> Set.of(it.field());
      case Filter.Range it -> Set.of(it.field());
      case Filter.Contains it -> Set.of(it.field());
      case Filter.Includes it -> Set.of(it.field());
      case Filter.Exists it -> Set.of(it.field());
      case Filter.IsNull it -> Set.of(it.field());
      case Filter.IsEmpty it -> Set.of(it.field());
      case Filter.Nested it -> Set.of(it.field());
      case Filter.GeoRadius it -> Set.of(it.field());
      case Filter.GeoBox it -> Set.of(it.field());
    };
  }

  private static Set<String> fields(List<Filter> filters) {
    return filters.stream()
        .flatMap(filter -> fields(filter).stream())
        .collect(Collectors.toUnmodifiableSet());
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
      return Optional.of(new Narrowed(OrdinalSet.range(table.limit()), true, Set.of()));
    }
    OrdinalSet both = null;
    boolean exact = true;
    Set<String> told = new HashSet<>();
    for (Filter filter : filters) {
      Optional<Narrowed> part = narrow(filter);
      exact &= part.isPresent() && part.get().exact;
      if (part.isPresent()) {
        told.addAll(part.get().told);
        both = both == null ? part.get().ordinals : both.and(part.get().ordinals);
      }
    }
    return both == null ? Optional.empty() : Optional.of(new Narrowed(both, exact, told));
  }

  private Optional<Narrowed> atLeast(int count, List<Filter> filters) {
    // enough[i] holds the ordinals that i + 1 or more of the filters seen so far let through.
    OrdinalSet[] enough = new OrdinalSet[count];
    Arrays.setAll(enough, _ -> new OrdinalSet());
    boolean exact = true;
    Set<String> told = new HashSet<>();
    for (Filter filter : filters) {
      Optional<Narrowed> part = narrow(filter);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      told.addAll(part.get().told);
      exact &= part.get().exact;
      for (int i = count - 1; i > 0; i--) {
        enough[i] = enough[i].or(enough[i - 1].and(part.get().ordinals));
      }
      enough[0] = enough[0].or(part.get().ordinals);
    }
    return Optional.of(new Narrowed(enough[count - 1], exact, told));
  }
}
