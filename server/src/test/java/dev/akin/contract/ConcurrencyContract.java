package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Many threads at once see what one would. */
interface ConcurrencyContract extends Fixture {
  int WRITERS = 4;
  int PER_WRITER = 150;
  int REPLACED_SEARCHES = 1_500;
  int DIMENSION = 8;

  @Test
  default void writersReadTheirOwnWritesWhileOthersSearch()
      throws InterruptedException, ExecutionException {
    Collection c =
        db().createCollection("c", CollectionSpec.ofDimension(DIMENSION).sync(SyncMode.OS));
    AtomicBoolean writing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        long first = (long) w * PER_WRITER;
        writers.add(threads.submit(() -> writeAndCheck(c, first)));
      }
      Callable<Integer> searching = () -> searchWhile(c, writing);
      List<Future<Integer>> searchers =
          List.of(threads.submit(searching), threads.submit(searching));
      int live = 0;
      try {
        for (Future<Integer> writer : writers) {
          live += writer.get();
        }
      } finally {
        writing.set(false);
      }
      for (Future<Integer> searcher : searchers) {
        assertThat(searcher.get()).isPositive();
      }
      assertThat(c.count()).isEqualTo(live);
      assertThat(restart().collection("c").count()).isEqualTo(live);
    }
  }

  @Test
  default void aRecordThatIsReplacedIsFoundAtAnyMoment()
      throws InterruptedException, ExecutionException {
    Collection c =
        db().createCollection("c", CollectionSpec.ofDimension(DIMENSION).sync(SyncMode.OS));
    float[] vector = Fixture.randomVector(new Random(SEED), DIMENSION);
    List<Record> both = List.of(Record.of(1).vector(vector), Record.of(2).vector(vector));
    c.upsert(both);
    AtomicBoolean searching = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Integer> writer =
          threads.submit(
              () -> {
                int writes = 0;
                while (searching.get()) {
                  c.upsert(both);
                  writes++;
                }
                return writes;
              });
      try {
        for (int i = 0; i < REPLACED_SEARCHES; i++) {
          assertThat(c.search(Query.vector(vector).k(2)).hits().stream().map(Hit::id))
              .as("search %d", i)
              .containsExactlyInAnyOrder(RecordId.of(1), RecordId.of(2));
        }
      } finally {
        searching.set(false);
      }
      assertThat(writer.get()).isPositive();
    }
  }

  /** Writes, moves and deletes records of its own; returns how many are left. */
  private static int writeAndCheck(Collection c, long first) {
    Random random = new Random(SEED + first);
    int live = 0;
    for (long id = first; id < first + PER_WRITER; id++) {
      c.upsert(Record.of(id).vector(Fixture.randomVector(random, DIMENSION)));
      float[] vector = Fixture.randomVector(random, DIMENSION);
      c.upsert(Record.of(id).vector(vector).put("w", first));
      assertThat(nearest(c, vector)).as("own write, seed %d", SEED).isEqualTo(RecordId.of(id));
      live++;
      if (id % 3 == 0) {
        assertThat(c.delete(RecordId.of(id))).isTrue();
        assertThat(nearest(c, vector)).as("own delete").isNotEqualTo(RecordId.of(id));
        live--;
      }
    }
    return live;
  }

  private static int searchWhile(Collection c, AtomicBoolean writing) {
    Random random = new Random(SEED);
    int searches = 0;
    while (writing.get()) {
      List<Hit> hits = c.search(Query.vector(Fixture.randomVector(random, DIMENSION)).k(20)).hits();
      Set<RecordId> ids = new HashSet<>();
      for (int i = 0; i < hits.size(); i++) {
        assertThat(ids.add(hits.get(i).id())).as("each record once").isTrue();
        assertThat(i == 0 || hits.get(i - 1).score() >= hits.get(i).score()).isTrue();
      }
      searches++;
    }
    return searches;
  }

  private static RecordId nearest(Collection c, float[] vector) {
    List<Hit> hits = c.search(Query.vector(vector).k(1).exact().include(Set.of())).hits();
    return hits.isEmpty() ? RecordId.of("none") : hits.getFirst().id();
  }
}
