package dev.akin.engine.internal;

import dev.akin.api.SearchPlan;
import dev.akin.api.filter.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes down how a query is answered, if it asked for that. For one query and one thread. */
final class Trace {
  private static final int MAX_FILTER = 500;

  private final boolean on;
  private final List<SearchPlan.FilterStep> filters = new ArrayList<>();
  private final List<SearchPlan.IndexStep> searches = new ArrayList<>();

  /** A trace of nothing yet; if it is not on, it stays that. */
  Trace(boolean on) {
    this.on = on;
  }

  /** A filter was evaluated. */
  void filtered(Filter filter, CompiledFilter compiled) {
    if (on) {
      String text = filter.toString();
      filters.add(
          new SearchPlan.FilterStep(
              text.length() > MAX_FILTER ? text.substring(0, MAX_FILTER) + "…" : text,
              compiled.estimated(),
              compiled.stats().matched(),
              compiled.stats().scanned(),
              compiled.indexes(),
              compiled.fields(),
              compiled.stats().nanos()));
    }
  }

  /**
   * An index was searched.
   *
   * @param step asked for only if it is on
   */
  void searched(Supplier<SearchPlan.IndexStep> step) {
    if (on) {
      searches.add(step.get());
    }
  }

  /** All that was written down; empty if it is not on. */
  Optional<SearchPlan> plan(int attempts) {
    return on ? Optional.of(new SearchPlan(filters, searches, attempts)) : Optional.empty();
  }
}
