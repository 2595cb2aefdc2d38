package dev.akin.engine.internal;

import dev.akin.api.GroupBy;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.Target;
import dev.akin.api.Value;
import dev.akin.api.filter.Filter;
import dev.akin.api.index.SearchCost;
import dev.akin.engine.internal.filter.Scalars;
import dev.akin.index.Neighbors;
import dev.akin.index.OrdinalSet;
import dev.akin.storage.CollectionStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Finds the best groups of a query with {@link GroupBy}. For one query and one thread.
 *
 * <ol>
 *   <li>Candidates come best first, so the first k values that are met are the best k groups. If
 *       there are fewer, more candidates are asked for, until there are as many or no more
 *       candidates.
 *   <li>Groups that are not full then are filled by searches among their own records. Not those of
 *       a fused query, whose scores tell nothing outside the ranking they come from.
 * </ol>
 */
final class Grouper {
  /** The least candidates asked for at first. */
  private static final int LEAST = 100;

  /** How many times more candidates are asked for when they were too few. */
  private static final int WIDER = 4;

  /** From this part of all records on, a scan of all costs no more than asking the index. */
  private static final int SCAN_PART = 8;

  /** Records read together. */
  private static final int CHUNK = 500;

  private final Finder finder;
  private final Optional<OrdinalSet> matches;
  private final CollectionStore store;
  private final GroupBy groupBy;
  private final int wanted;
  private final int limit;
  private final Map<Value, Group> groups = new LinkedHashMap<>();
  private SearchCost cost = SearchCost.NONE;
  private boolean whole = true;

  /**
   * For one query, which has groups.
   *
   * @param matches that may be found; empty for all
   */
  Grouper(Finder finder, Optional<OrdinalSet> matches, CollectionStore store) {
    this.finder = finder;
    this.matches = matches;
    this.store = store;
    this.groupBy = finder.query().groupBy().orElseThrow();
    this.wanted = finder.query().k();
    this.limit = Math.max(1, finder.generation().table().limit());
  }

  /** Some of the records with a value, by ordinal, with their scores. */
  private record Group(Value value, Map<Integer, Float> scores) {
    private float top() {
      return Collections.max(scores.values());
    }

    private List<Map.Entry<Integer, Float>> best(int size) {
      return scores.entrySet().stream()
          .sorted(
              Map.Entry.<Integer, Float>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(size)
          .toList();
    }
  }

  /**
   * The hits of the best groups.
   *
   * @param found group by group
   * @param values of the group of each of these
   * @param whole whether all records that were met could be read
   */
  record Grouped(Candidates found, List<Value> values, boolean whole) {}

  /** Finds the groups. */
  Grouped group() {
    int asked = (int) Math.min(limit, Math.max(LEAST, 2L * finder.query().maxHits()));
    Candidates found = finder.find(asked, matches);
    meet(found.neighbors());
    while (groups.size() < wanted && found.neighbors().size() >= asked && asked < limit) {
      asked = (int) Math.min(limit, (long) WIDER * asked);
      if (asked >= limit / SCAN_PART) {
        asked = limit;
        found = finder.findExactly(asked, matches);
      } else {
        found = finder.find(asked, matches);
      }
      // The scores of fused candidates depend on how many there are.
      groups.clear();
      meet(found.neighbors());
    }
    if (found.neighbors().size() >= asked && !(finder.query().target() instanceof Target.Fused)) {
      fill();
    }
    return grouped(found.strategy());
  }

  /** Puts candidates into their groups, until there are enough of both. */
  private void meet(Neighbors found) {
    cost = cost.plus(found.cost());
    for (int from = 0; from < found.size() && !isEnough(); from += CHUNK) {
      int to = Math.min(found.size(), from + CHUNK);
      List<Set<Value>> values = values(found, from, to);
      for (int i = from; i < to; i++) {
        for (Value value : values.get(i - from)) {
          if (groups.size() < wanted) {
            groups.computeIfAbsent(value, it -> new Group(it, new LinkedHashMap<>()));
          }
          Group group = groups.get(value);
          if (group != null && group.scores.size() < groupBy.size()) {
            group.scores.put(found.ordinals()[i], found.scores()[i]);
          }
        }
      }
    }
  }

  private boolean isEnough() {
    return groups.size() == wanted && open().isEmpty();
  }

  /** The values of the groups that are not full. */
  private Set<Value> open() {
    Set<Value> open = new LinkedHashSet<>();
    groups.forEach(
        (value, group) -> {
          if (group.scores.size() < groupBy.size()) {
            open.add(value);
          }
        });
    return open;
  }

  private void fill() {
    Set<Value> open = open();
    int asked = Math.min(limit, Math.max(LEAST, finder.query().maxHits()));
    boolean more = true;
    while (!open.isEmpty() && more) {
      OrdinalSet members = finder.compile(new Filter.Match(groupBy.field(), open)).matches();
      Neighbors found =
          finder.find(asked, Optional.of(matches.map(members::and).orElse(members))).neighbors();
      cost = cost.plus(found.cost());
      for (int from = 0; from < found.size(); from += CHUNK) {
        int to = Math.min(found.size(), from + CHUNK);
        List<Set<Value>> values = values(found, from, to);
        for (int i = from; i < to; i++) {
          for (Value value : values.get(i - from)) {
            if (open.contains(value)) {
              groups.get(value).scores.putIfAbsent(found.ordinals()[i], found.scores()[i]);
            }
          }
        }
      }
      more = found.size() >= asked && asked < limit;
      open = open();
      asked = (int) Math.min(limit, (long) WIDER * asked);
    }
  }

  private Grouped grouped(String strategy) {
    List<Group> best = new ArrayList<>(groups.values());
    // Filling may have found a better first hit, where the index is not exact.
    best.sort(Comparator.comparing(Group::top).reversed());
    int count = best.stream().mapToInt(it -> Math.min(groupBy.size(), it.scores.size())).sum();
    int[] ordinals = new int[count];
    float[] scores = new float[count];
    List<Value> values = new ArrayList<>(count);
    for (Group group : best) {
      for (Map.Entry<Integer, Float> hit : group.best(groupBy.size())) {
        ordinals[values.size()] = hit.getKey();
        scores[values.size()] = hit.getValue();
        values.add(group.value);
      }
    }
    return new Grouped(
        new Candidates(new Neighbors(ordinals, scores, cost), strategy + "+groups"), values, whole);
  }

  /** The values of some candidates. */
  private List<Set<Value>> values(Neighbors found, int from, int to) {
    if (finder.stop().getAsBoolean()) {
      throw new CancellationException("grouping stopped");
    }
    long[] seqs = new long[to - from];
    for (int i = from; i < to; i++) {
      seqs[i - from] = finder.generation().table().seq(found.ordinals()[i]);
    }
    List<Set<Value>> values = new ArrayList<>(seqs.length);
    for (Record record : store.read(seqs, Set.of(Include.PAYLOAD))) {
      whole &= record != null;
      values.add(record == null ? Set.of() : Scalars.of(record.payload(), groupBy.field()));
    }
    return values;
  }
}
