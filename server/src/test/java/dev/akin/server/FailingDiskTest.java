package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.index.FlatConfig;
import dev.akin.client.RemoteDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server on a real file system that gets full, or fails. */
@Timeout(120)
class FailingDiskTest {
  private static final int MIB = 1 << 20;
  private static final int DIMENSION = 512;
  private static final int BATCH = 500;
  private static final CollectionSpec SPEC =
      CollectionSpec.ofDimension(DIMENSION).index(FlatConfig.DEFAULTS);

  /** RocksDB flushes its largest memtable, of vectors, at 32 MiB. */
  private static final int DISK_MIB = 200;

  /** More than RocksDB wants to see free (32 MiB) and its memtables hold (64 MiB). */
  private static final int ROOM_MIB = 70;

  @TempDir private Path data;

  @Test
  void onAFullDiskWritesAreRefusedSearchesGoOnAndWritesComeBackWithTheRoom()
      throws IOException, InterruptedException {
    SmallDisk disk = SmallDisk.at(data, DISK_MIB);
    try (ServerProcess server = ServerProcess.start(data, disk.through());
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", SPEC);
      c.upsert(batch(0));
      disk.fill(server, MIB);
      Refusal first = writeUntilRefused(c, 1);
      for (int again = 0; again < 3; again++) {
        assertThat(first.failure()).isInstanceOf(AkinException.ResourceExhausted.class);
        assertThat(first.failure()).hasMessageContaining("make room on the disk");
        assertHolds(c, first.batches());
        first = writeUntilRefused(c, first.batches());
      }
      disk.free(server, ROOM_MIB * (long) MIB);
      int batches = first.batches();
      // RocksDB looks every five seconds.
      while (writeUntilRefused(c, batches, batches + 1).failure() != null) {
        assertHolds(c, batches);
        Thread.sleep(100);
      }
      assertHolds(c, batches + 1);
      assertThat(writeUntilRefused(c, batches + 1, batches + 5).failure()).isNull();
      assertThat(c.delete(RecordId.of(0))).isTrue();
    }
  }

  /** A limit on the size of its files fails a write half-way and with another error. */
  @Test
  void whatWasAcknowledgedSurvivesWritesThatFailHalfWay() throws IOException, InterruptedException {
    Refusal refusal;
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", SPEC);
      c.upsert(batch(0));
      server.limitFiles(3 * MIB + 12_345);
      refusal = writeUntilRefused(c, 1);
      assertThat(refusal.failure()).isInstanceOf(AkinException.Unavailable.class);
      assertThat(refusal.failure()).hasMessageContaining("File too large");
      assertThat(refusal.batches()).isGreaterThan(1);
      assertHolds(c, refusal.batches());
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.collection("c");
      assertHolds(c, refusal.batches());
      assertThat(writeUntilRefused(c, refusal.batches(), refusal.batches() + 2).failure()).isNull();
      assertHolds(c, refusal.batches() + 2);
    }
  }

  /**
   * How far a writer came.
   *
   * @param batches that were acknowledged
   * @param failure of the one after them, null if there was none
   */
  private record Refusal(int batches, AkinException failure) {}

  private static Refusal writeUntilRefused(Collection c, int from) {
    return writeUntilRefused(c, from, Integer.MAX_VALUE);
  }

  private static Refusal writeUntilRefused(Collection c, int from, int to) {
    for (int batch = from; batch < to; batch++) {
      try {
        c.upsert(batch(batch));
      } catch (AkinException e) {
        return new Refusal(batch, e);
      }
    }
    return new Refusal(to, null);
  }

  /** Just these batches are there and found; nothing of the next one is. */
  private static void assertHolds(Collection c, int batches) {
    assertThat(c.count()).isEqualTo((long) batches * BATCH);
    for (int batch = 0; batch < batches; batch++) {
      int id = batch * BATCH + batch % BATCH;
      assertThat(c.search(Query.vector(vector(id)).k(1)).hits())
          .extracting(Hit::id)
          .containsExactly(RecordId.of(id));
    }
    for (int id = batches * BATCH; id < (batches + 1) * BATCH; id += 100) {
      assertThat(c.get(RecordId.of(id))).isEmpty();
    }
  }

  private static List<Record> batch(int batch) {
    return IntStream.range(batch * BATCH, (batch + 1) * BATCH)
        .mapToObj(id -> Record.of(id).vector(vector(id)))
        .toList();
  }

  /** No two of one direction. */
  private static float[] vector(int id) {
    float[] vector = new float[DIMENSION];
    Arrays.fill(vector, 0.1f);
    vector[id % DIMENSION] = 2;
    vector[id / DIMENSION] += 1;
    return vector;
  }
}
