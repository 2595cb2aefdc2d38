package dev.akin.bench.torture;

import dev.akin.api.Collection;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.ScrollPage;
import dev.akin.api.filter.Filters;
import dev.akin.bench.torture.ExpectedRecords.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Compares a collection that nobody writes to with what is expected of it. */
final class Inspection {
  private static final int PAGE = 200;
  private static final double TOLERANCE = 1e-4;

  private final Subject subject;
  private final Collection collection;

  Inspection(Subject subject, Collection collection) {
    this.subject = subject;
    this.collection = collection;
  }

  /**
   * Finds out whether a change that was in flight at a kill is done.
   *
   * @return whether it is
   * @throws TortureFailure if it is done in part, or its records are neither as before nor as after
   */
  boolean settle(Change change) {
    Map<Integer, Long> found = new TreeMap<>();
    List<RecordId> ids = change.ids().stream().map(id -> RecordId.of((long) id)).toList();
    for (Record record : collection.get(ids, Include.ALL)) {
      found.put(RecordContent.id(record), subject.content().version(record));
    }
    int done = 0;
    int lost = 0;
    for (int id : change.ids()) {
      State state = subject.expected().state(id);
      long version = found.getOrDefault(id, ExpectedRecords.ABSENT);
      if (version != state.version() && version != state.pendingVersion()) {
        throw failure(id + " has version " + version + " and must be as in " + state);
      }
      if (state.version() != state.pendingVersion()) {
        done += version == state.pendingVersion() ? 1 : 0;
        lost += version == state.version() ? 1 : 0;
      }
    }
    if (done > 0 && lost > 0) {
      throw failure("of " + change + " " + done + " are done and " + lost + " are not");
    }
    if (lost > 0) {
      subject.expected().lost(change);
    } else {
      subject.expected().done(change);
    }
    return lost == 0;
  }

  /**
   * Compares every record, and what counts and searches say of them.
   *
   * @throws TortureFailure at the first difference
   */
  void compare(Random random) {
    Map<Integer, Long> found = scroll();
    Map<Integer, Long> live = new TreeMap<>();
    for (int id = 0; id < subject.expected().size(); id++) {
      long version = subject.expected().state(id).version();
      long there = found.getOrDefault(id, ExpectedRecords.ABSENT);
      if (version != there) {
        throw failure(
            id + " has version " + there + " and must be as in " + subject.expected().state(id));
      }
      if (version != ExpectedRecords.ABSENT) {
        live.put(id, version);
      }
    }
    check("a count", collection.count(), live.size());
    int group = random.nextInt(RecordContent.group(subject.expected().size() - 1) + 1);
    check(
        "a count of group " + group,
        collection.count(Filters.eq(RecordContent.GROUP, group)),
        live.keySet().stream().filter(id -> RecordContent.group(id) == group).count());
    float[] vector = RecordContent.vector(random);
    Query query = Query.vector(vector).k(subject.expected().size()).include(Include.ALL);
    checkHits("an exact search", collection.search(query.exact()).hits(), vector, live);
    checkHits("a search", collection.search(query).hits(), vector, live);
  }

  /**
   * Compares what a backup restored with what was expected when it began and when it had ended.
   *
   * @throws TortureFailure at the first record that it cannot have
   */
  void compare(List<State> began, List<State> ended) {
    Map<Integer, Long> found = scroll();
    for (int id = 0; id < began.size(); id++) {
      long version = found.getOrDefault(id, ExpectedRecords.ABSENT);
      if (!began.get(id).allows(ended.get(id), version)) {
        throw failure(
            id
                + " of the backup has version "
                + version
                + "; "
                + began.get(id)
                + ", later "
                + ended.get(id));
      }
    }
    check("a count", collection.count(), found.size());
  }

  private Map<Integer, Long> scroll() {
    Map<Integer, Long> found = new TreeMap<>();
    Optional<String> cursor = Optional.empty();
    do {
      ScrollPage page = collection.scroll(cursor, PAGE, Include.ALL);
      for (Record record : page.records()) {
        int id = RecordContent.id(record);
        if (id < 0 || id >= subject.expected().size()) {
          throw failure(id + " was never written");
        }
        if (found.put(id, subject.content().version(record)) != null) {
          throw failure(id + " is there twice");
        }
      }
      cursor = page.next();
    } while (cursor.isPresent());
    return found;
  }

  private void checkHits(String what, List<Hit> hits, float[] query, Map<Integer, Long> live) {
    Map<Integer, Long> found = new TreeMap<>();
    for (Hit hit : hits) {
      int id = RecordContent.id(hit.record());
      long version = subject.content().version(hit.record());
      if (found.put(id, version) != null) {
        throw failure(id + " is twice among the hits of " + what);
      }
      double distance = subject.content().distance(query, id, version);
      if (Math.abs(hit.distance() - distance) > TOLERANCE * (1 + distance)) {
        throw failure(id + " is at " + distance + " and " + what + " says " + hit.distance());
      }
    }
    if (!found.equals(live)) {
      TreeSet<Integer> differing = new TreeSet<>();
      IntStream.range(0, subject.expected().size())
          .filter(id -> !found.getOrDefault(id, 0L).equals(live.getOrDefault(id, 0L)))
          .forEach(differing::add);
      throw failure(
          differing
              + " are wrong among the "
              + found.size()
              + " hits of "
              + what
              + ", "
              + live.size()
              + " are live");
    }
  }

  private void check(String what, long found, long expected) {
    if (found != expected) {
      throw new TortureFailure(
          subject.name() + ": " + what + " says " + found + " and must say " + expected);
    }
  }

  private TortureFailure failure(String message) {
    return new TortureFailure(subject.name() + ": record " + message);
  }
}
