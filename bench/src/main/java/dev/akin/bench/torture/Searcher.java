package dev.akin.bench.torture;

import dev.akin.api.Collection;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.filter.Filters;
import dev.akin.bench.torture.ExpectedRecords.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * Searches while others write. A hit must be a record that was there at some moment of the search,
 * with its content; a record that was there all the time must be found where all are asked for. For
 * one thread.
 */
final class Searcher {
  private static final int K = 10;

  private final Subject subject;
  private final Collection collection;
  private final Random random;
  private final Tally tally;

  Searcher(Subject subject, Collection collection, Random random, Tally tally) {
    this.subject = subject;
    this.collection = collection;
    this.random = random;
    this.tally = tally;
  }

  /** One search. */
  void step() {
    int all = subject.expected().size();
    Query query = Query.vector(RecordContent.vector(random)).include(Include.ALL);
    switch (random.nextInt(4)) {
      case 0 -> search(query.k(all).exact(), id -> true);
      case 1 -> {
        int group = random.nextInt(all / RecordContent.GROUP_SIZE);
        search(
            query.k(all).filter(Filters.eq(RecordContent.GROUP, group)),
            id -> RecordContent.group(id) == group);
      }
      default -> search(query.k(K), id -> true);
    }
    tally.searches.increment();
  }

  private void search(Query query, IntPredicate matches) {
    List<State> before = subject.expected().all();
    List<Hit> hits = collection.search(query).hits();
    List<State> after = subject.expected().all();
    Map<Integer, Long> found = new HashMap<>();
    for (Hit hit : hits) {
      int id = RecordContent.id(hit.record());
      long version = subject.content().version(hit.record());
      if (!matches.test(id)
          || found.put(id, version) != null
          || !before.get(id).allows(after.get(id), version)) {
        throw failure(
            "hit "
                + id
                + " version "
                + version
                + " is none or twice among "
                + found.keySet()
                + "; before "
                + before.get(id)
                + ", after "
                + after.get(id),
            query);
      }
    }
    int certain = 0;
    for (int id = 0; id < before.size(); id++) {
      if (matches.test(id) && before.get(id).certain(after.get(id))) {
        certain++;
        if (query.k() == before.size() && !found.containsKey(id)) {
          throw failure("record " + id + " is missing, " + before.get(id), query);
        }
      }
    }
    if (hits.size() < Math.min(certain, query.k())) {
      throw failure(hits.size() + " hits, and at least " + certain + " records match", query);
    }
  }

  private TortureFailure failure(String message, Query query) {
    return new TortureFailure(
        subject.name()
            + ": "
            + message
            + "; k "
            + query.k()
            + " "
            + query.params()
            + " "
            + query.filter());
  }
}
