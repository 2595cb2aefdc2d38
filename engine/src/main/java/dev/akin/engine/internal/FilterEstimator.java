package dev.akin.engine.internal;

import dev.akin.api.CountEstimate;
import dev.akin.api.filter.Filter;
import dev.akin.index.OrdinalSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Estimates how many records match a filter without reading any. What payload indexes tell is
 * exact, together as well; a condition that none can tell may hold for half of the records; and
 * what is left to combine is taken to be independent. For one thread.
 */
final class FilterEstimator {
  private final FilterCompiler filters;
  private final OrdinalSet live;
  private final long total;

  FilterEstimator(FilterCompiler filters, OrdinalTable table) {
    this.filters = filters;
    this.live = table.live().copy();
    this.total = live.cardinality();
  }

  /** Estimates. */
  CountEstimate estimate(Filter filter) {
    return filters.exactly(filter).map(this::exact).orElseGet(() -> inexact(filter));
  }

  private CountEstimate inexact(Filter filter) {
    return switch (filter) {
      case Filter.All(List<Filter> all) -> together(all, true);
      case Filter.Any(List<Filter> any) -> together(any, false);
      case Filter.AtLeast(int count, List<Filter> of) when count == of.size() -> together(of, true);
      case Filter.AtLeast(int count, List<Filter> of) when count == 1 -> together(of, false);
      case Filter.AtLeast(int count, List<Filter> of) ->
          atLeast(count, of.stream().map(this::estimate).toList());
      case Filter.Not(Filter inner) -> {
        CountEstimate other = inexact(inner);
        yield new CountEstimate(
            total - other.count(), total - other.atMost(), total - other.atLeast());
      }
      case Filter.Match _, Filter.Prefix _, Filter.Range _, Filter.Contains _, Filter.Includes _ ->
          unknown();
      case Filter.Exists _, Filter.IsNull _, Filter.IsEmpty _, Filter.HasId _ -> unknown();
      case Filter.Nested _, Filter.GeoRadius _, Filter.GeoBox _ -> unknown();
    };
  }

  private CountEstimate exact(OrdinalSet matches) {
    long count = matches.and(live).cardinality();
    return new CountEstimate(count, count, count);
  }

  private CountEstimate unknown() {
    return new CountEstimate(total / 2, 0, total);
  }

  /** All or any of the filters; those that can be told exactly are taken as one. */
  private CountEstimate together(List<Filter> of, boolean all) {
    List<CountEstimate> parts = new ArrayList<>();
    OrdinalSet told = null;
    for (Filter filter : of) {
      Optional<OrdinalSet> exact = filters.exactly(filter);
      if (exact.isEmpty()) {
        parts.add(inexact(filter));
      } else if (told == null) {
        told = exact.get();
      } else {
        told = all ? told.and(exact.get()) : told.or(exact.get());
      }
    }
    if (told != null) {
      parts.add(exact(told));
    }
    return atLeast(all ? parts.size() : 1, parts);
  }

  private CountEstimate atLeast(int count, List<CountEstimate> parts) {
    // likely[i] is the chance that i of the parts seen so far hold, the last that of more.
    double[] likely = new double[count + 1];
    likely[0] = 1;
    long lower = 0;
    long upper = 0;
    long highest = 0;
    long lowest = total;
    for (CountEstimate part : parts) {
      double chance = total == 0 ? 0 : (double) part.count() / total;
      likely[count] += likely[count - 1] * chance;
      for (int i = count - 1; i >= 0; i--) {
        likely[i] = likely[i] * (1 - chance) + (i > 0 ? likely[i - 1] * chance : 0);
      }
      lower += part.atLeast();
      upper += part.atMost();
      highest = Math.max(highest, part.atLeast());
      lowest = Math.min(lowest, part.atMost());
    }
    int spare = parts.size() - count + 1;
    long atLeast = Math.max(0, Math.ceilDiv(lower - (count - 1) * total, spare));
    long atMost = Math.min(total, upper / count);
    if (count == 1) {
      atLeast = highest;
    }
    if (count == parts.size()) {
      atMost = lowest;
    }
    return new CountEstimate(
        Math.clamp(Math.round(total * likely[count]), atLeast, atMost), atLeast, atMost);
  }
}
