package dev.akin.bench.torture;

import dev.akin.api.Collection;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.UpsertResult;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Upserts and deletes the records of some groups, which nobody else writes to, and reads them back.
 * For one thread.
 */
final class Writer {
  private static final int LARGEST_UPSERT = 40;
  private static final int LARGEST_DELETE = 10;

  private final Subject subject;
  private final Collection collection;
  private final Random random;
  private final Tally tally;
  private final List<Integer> ids = new ArrayList<>();
  private final List<Integer> groups;
  private Change pending;

  /**
   * A writer of its share of the groups.
   *
   * @param part which share, 0 to {@code parts - 1}
   */
  Writer(Subject subject, Collection collection, int part, int parts, Random random, Tally tally) {
    this.subject = subject;
    this.collection = collection;
    this.random = random;
    this.tally = tally;
    for (int id = 0; id < subject.expected().size(); id++) {
      if (RecordContent.group(id) % parts == part) {
        ids.add(id);
      }
    }
    this.groups = ids.stream().map(RecordContent::group).distinct().toList();
  }

  Subject subject() {
    return subject;
  }

  /** The change that was sent and not answered. Read it once the thread has ended. */
  Optional<Change> pending() {
    return Optional.ofNullable(pending);
  }

  /** One call. */
  void step() {
    int choice = random.nextInt(20);
    if (choice < 9) {
      upsert(some(1));
    } else if (choice < 12) {
      upsert(some(1 + random.nextInt(LARGEST_UPSERT)));
    } else if (choice < 16) {
      delete(some(1 + random.nextInt(LARGEST_DELETE)));
    } else if (choice < 17) {
      deleteGroup(groups.get(random.nextInt(groups.size())));
    } else {
      read(some(1 + random.nextInt(LARGEST_DELETE)));
    }
  }

  private List<Integer> some(int count) {
    if (count == 1) {
      return List.of(ids.get(random.nextInt(ids.size())));
    }
    Collections.shuffle(ids, random);
    return List.copyOf(ids.subList(0, count));
  }

  private void upsert(List<Integer> some) {
    long live = live(some);
    pending = subject.expected().begin(some, false);
    List<Record> records =
        some.stream()
            .map(id -> subject.content().record(id, subject.expected().state(id).issued()))
            .toList();
    UpsertResult result = collection.upsert(records);
    acknowledge();
    tally.upserts.increment();
    UpsertResult right = new UpsertResult(some.size() - live, live);
    if (!result.equals(right)) {
      throw failure("an upsert says " + result + " and must say " + right);
    }
  }

  private void delete(List<Integer> some) {
    long live = live(some);
    pending = subject.expected().begin(some, true);
    long deleted = collection.delete(recordIds(some));
    acknowledge();
    checkDeleted(deleted, live);
  }

  private void deleteGroup(int group) {
    int first = group * RecordContent.GROUP_SIZE;
    List<Integer> all = IntStream.range(first, first + RecordContent.GROUP_SIZE).boxed().toList();
    long live = live(all);
    pending = subject.expected().begin(all, true);
    long deleted = collection.delete(Filters.eq(RecordContent.GROUP, group));
    acknowledge();
    checkDeleted(deleted, live);
  }

  private void acknowledge() {
    subject.expected().done(pending);
    pending = null;
  }

  private void checkDeleted(long deleted, long live) {
    tally.deletes.increment();
    if (deleted != live) {
      throw failure("a delete says " + deleted + " and must say " + live);
    }
  }

  private void read(List<Integer> some) {
    List<Record> records = collection.get(recordIds(some), Include.ALL);
    List<Integer> found = new ArrayList<>();
    for (Record record : records) {
      int id = RecordContent.id(record);
      found.add(id);
      long version = subject.content().version(record);
      if (version != subject.expected().state(id).version()) {
        throw failure(
            "record "
                + id
                + " has version "
                + version
                + " and must be as in "
                + subject.expected().state(id));
      }
    }
    List<Integer> right = some.stream().filter(id -> subject.expected().state(id).live()).toList();
    if (!found.equals(right)) {
      throw failure("a get finds " + found + " and must find " + right);
    }
  }

  private long live(List<Integer> some) {
    return some.stream().filter(id -> subject.expected().state(id).live()).count();
  }

  private static List<RecordId> recordIds(List<Integer> some) {
    return some.stream().map(id -> RecordId.of((long) id)).toList();
  }

  private TortureFailure failure(String message) {
    return new TortureFailure(subject.name() + ": " + message);
  }
}
