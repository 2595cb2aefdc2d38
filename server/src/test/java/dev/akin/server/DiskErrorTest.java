package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.DataCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose disk answers writes with EIO for a while. */
@Timeout(120)
class DiskErrorTest {
  private static final int DIMENSION = 8;
  private static final int RECORDS = 100;

  @TempDir private Path root;
  private final Map<Integer, Integer> turns = new TreeMap<>();
  private Path data;
  private FailingDisk disk;

  @BeforeEach
  void makeDisk() throws Exception {
    data = Files.createDirectories(root.resolve("data"));
    disk = FailingDisk.at(data, root.resolve("disk"));
  }

  /** No two of an id and a turn have one direction. */
  private static float[] vector(int id, int turn) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) Math.sin((1 + id) * (i + 1.7) + turn * 0.37);
    }
    return vector;
  }

  private static Record record(int id, int turn) {
    return Record.of(id).vector(vector(id, turn)).put("turn", turn);
  }

  private void put(Collection c, int id, int turn) {
    c.upsert(record(id, turn));
    turns.put(id, turn);
  }

  private void assertHolds(Collection c) {
    assertThat(c.count()).isEqualTo(turns.size());
    turns.forEach(
        (id, turn) -> {
          assertThat(c.search(Query.vector(vector(id, turn)).k(1).exact()).hits())
              .extracting(Hit::id)
              .containsExactly(RecordId.of(id));
          Record record = c.get(List.of(RecordId.of(id)), Include.ALL).getFirst();
          assertThat(record.vectors().get("default").values()).isEqualTo(vector(id, turn));
        });
  }

  private static void awaitWrites(Collection c) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        c.delete(RecordId.of("nobody"));
        c.upsert(record(0, 0));
        return;
      } catch (AkinException.Unavailable e) {
        assertThat(System.nanoTime()).as("still refused: %s", e.getMessage()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @Test
  void writesAreRefusedSearchesGoOnAndWritesComeBackWithTheDisk() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, disk.through());
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", CollectionSpec.ofDimension(DIMENSION));
      for (int id = 0; id < RECORDS; id++) {
        put(c, id, 0);
      }
      int fresh = RECORDS;
      for (FailingDisk.Mode mode : FailingDisk.Mode.values()) {
        disk.fail(mode);
        // One that replaces, one that is new, and one that replaces that.
        int changed = fresh % RECORDS + 1;
        int added = fresh++;
        List<Record> batch = List.of(record(changed, 1), record(added, 1), record(added, 2));
        assertThatThrownBy(() -> c.upsert(batch))
            .isInstanceOf(AkinException.Unavailable.class)
            .hasMessageContaining("until the disk works again");
        for (int again = 0; again < 3; again++) {
          assertHolds(c);
          assertThatThrownBy(() -> c.upsert(record(7, 3)))
              .isInstanceOf(AkinException.Unavailable.class);
          assertThatThrownBy(() -> c.delete(RecordId.of(8)))
              .isInstanceOf(AkinException.Unavailable.class);
          // Longer than the server takes to look at the disk.
          TimeUnit.MILLISECONDS.sleep(400);
        }
        disk.work();
        awaitWrites(c);
        // The one that failed is there as a whole, where only the sync was missing, or not at all.
        boolean there = c.get(RecordId.of(added)).isPresent();
        assertThat(there).as("after %s", mode).isEqualTo(mode == FailingDisk.Mode.SYNC);
        if (there) {
          turns.put(changed, 1);
          turns.put(added, 2);
        }
        assertHolds(c);
        put(c, fresh, 5);
        put(c, changed, 6);
        fresh++;
        assertThat(c.delete(RecordId.of(fresh - 1))).isTrue();
        turns.remove(fresh - 1);
        put(c, fresh - 1, 7);
        assertHolds(c);
      }
      server.kill();
    }
    assertThat(DataCheck.of(data).damages()).isEmpty();
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      assertHolds(database.collection("c"));
    }
  }

  /** A search has Lucene write what was committed before, which is where it notices. */
  @Test
  void aFullTextIndexThatFailedIsOpenedAgain() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, disk.through());
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", CollectionSpec.ofDimension(DIMENSION));
      c.createFullTextIndex(FullTextSpec.ofFields("t"));
      for (int id = 0; id < RECORDS; id++) {
        c.upsert(record(id, 0).put("t", "sea " + id));
      }
      disk.fail(FailingDisk.Mode.EIO);
      assertThatThrownBy(() -> c.search(Query.fullText("sea")))
          .isInstanceOf(AkinException.Unavailable.class)
          .hasMessageContaining("opened again once that works");
      assertThat(c.info().fullText().orElseThrow().ready()).isFalse();
      assertThat(c.search(Query.vector(vector(7, 0)).k(1)).hits()).hasSize(1);
      disk.work();
      // More than waits in line for an index that works.
      for (int round = 0; round < 15; round++) {
        List<Record> more = new ArrayList<>();
        for (int id = 0; id < RECORDS; id++) {
          more.add(record(id, 0).put("t", "sea " + id + " round" + round));
        }
        c.upsert(more);
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!c.info().fullText().orElseThrow().ready()) {
        assertThat(System.nanoTime()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      c.upsert(record(RECORDS, 0).put("t", "sea"));
      assertThat(c.search(Query.fullText("sea").k(1000)).hits()).hasSize(RECORDS + 1);
      assertThat(c.search(Query.fullText("round14").k(1000)).hits()).hasSize(RECORDS);
      assertThat(c.search(Query.fullText("round13")).hits()).isEmpty();
      server.terminate();
    }
    assertThat(DataCheck.of(data).damages()).isEmpty();
  }

  /** A collection that nobody knows of must not get the id of another. */
  @Test
  void aFailedChangeOfTheCatalogThatTookEffectAsksForARestart() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, disk.through());
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", CollectionSpec.ofDimension(DIMENSION));
      put(c, 1, 1);
      disk.fail(FailingDisk.Mode.SYNC);
      assertThatThrownBy(
              () -> database.createCollection("d", CollectionSpec.ofDimension(DIMENSION)))
          .isInstanceOf(AkinException.Unavailable.class);
      disk.work();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      String message = "";
      while (!message.contains("restart")) {
        assertThat(System.nanoTime()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(50);
        try {
          c.upsert(record(2, 2));
          throw new AssertionError("it was written");
        } catch (AkinException.Unavailable e) {
          message = e.getMessage();
        }
      }
      assertHolds(c);
      server.terminate();
    }
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      assertThat(database.hasCollection("d")).isTrue();
      Collection c = database.collection("c");
      put(c, 2, 2);
      assertHolds(c);
      assertThat(c.search(Query.vector(vector(1, 1)).include(Set.of())).hits()).isNotEmpty();
    }
  }
}
