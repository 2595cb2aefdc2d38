package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import dev.akin.api.Value;
import dev.akin.client.RemoteDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real server processes, killed and terminated. */
@Timeout(180)
class ServerCrashTest {
  private static final long SEED = Long.getLong("test.seed", 3);
  private static final int IDS = 300;
  private static final int KILLS = 3;

  @TempDir private Path data;

  @Test
  void whatWasAcknowledgedSurvivesSigkill() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    Map<Long, Long> model = new TreeMap<>();
    Pending pending = null;
    for (int kills = 0; kills <= KILLS; kills++) {
      try (ServerProcess server = ServerProcess.start(data);
          RemoteDatabase database = RemoteDatabase.connect(server.target())) {
        Collection c =
            kills == 0
                ? database.createCollection("c", CollectionSpec.ofDimension(8))
                : database.collection("c");
        if (pending != null) {
          pending.settle(c, model);
        }
        check(c, model, kills);
        if (kills < KILLS) {
          pending = writeUntilKilled(c, server, random, model);
        }
      }
    }
  }

  @Test
  void batchesOfAStreamThatWereAcknowledgedSurviveSigkill()
      throws IOException, InterruptedException {
    long acknowledged;
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      RecordWriter writer = database.createCollection("c", CollectionSpec.ofDimension(8)).writer();
      CountDownLatch some = new CountDownLatch(1);
      CompletableFuture<Throwable> writing =
          CompletableFuture.supplyAsync(() -> catchThrowable(() -> writeOn(writer, some)));
      assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();
      server.kill();
      assertThat(writing.join()).isInstanceOf(AkinException.Unavailable.class);
      acknowledged = writer.acknowledged().inserted();
      assertThat(acknowledged).isPositive();
    }
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.collection("c");
      assertThat(c.count()).isGreaterThanOrEqualTo(acknowledged);
      for (long id = 0; id < acknowledged; id += 97) {
        assertThat(c.get(RecordId.of(id))).as("record %d", id).isPresent();
      }
      assertThat(c.get(RecordId.of(acknowledged - 1))).isPresent();
    }
  }

  @Test
  void sigtermLeavesEverythingOnDiskAndExitsCleanly() throws IOException, InterruptedException {
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.createCollection("c", CollectionSpec.ofDimension(8));
      RecordWriter writer = c.writer();
      Random random = new Random(SEED);
      for (long id = 0; id < 2_000; id++) {
        writer.write(Record.of(id).vector(vector(random)).put("n", id));
      }
      writer.flush();
      assertThat(writer.acknowledged()).isEqualTo(new UpsertResult(2_000, 0));
      assertThat(server.terminate()).as("128 + SIGTERM").isEqualTo(143);
    }
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.collection("c");
      assertThat(c.count()).isEqualTo(2_000);
      assertThat(c.info().vectors().get("default").indexed())
          .as("vectors in the checkpoint that the server wrote when it ended")
          .isEqualTo(2_000);
    }
  }

  /** Upserts and deletes until the server, killed from another thread, no longer answers. */
  private static Pending writeUntilKilled(
      Collection c, ServerProcess server, Random random, Map<Long, Long> model)
      throws InterruptedException {
    CountDownLatch writes = new CountDownLatch(100 + random.nextInt(200));
    Thread killer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    writes.await();
                    server.kill();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    while (true) {
      long id = random.nextInt(IDS);
      boolean delete = random.nextInt(4) == 0;
      long n = random.nextLong();
      try {
        if (delete) {
          c.delete(RecordId.of(id));
          model.remove(id);
        } else {
          c.upsert(Record.of(id).vector(vector(random)).put("n", n));
          model.put(id, n);
        }
        writes.countDown();
      } catch (AkinException.Unavailable e) {
        killer.join();
        return new Pending(id, delete, n);
      }
    }
  }

  private static void writeOn(RecordWriter writer, CountDownLatch some) {
    Random random = new Random(SEED);
    for (long id = 0; ; id++) {
      writer.write(Record.of(id).vector(vector(random)));
      if (writer.acknowledged().inserted() > 2_000) {
        some.countDown();
      }
    }
  }

  private static void check(Collection c, Map<Long, Long> model, int kills) {
    Map<Long, Long> found = new TreeMap<>();
    for (Record record : c.scroll(Optional.empty(), IDS + 1, Include.DEFAULTS).records()) {
      found.put(
          ((RecordId.Numeric) record.id()).value(),
          ((Value.Int) record.payload().get("n")).value());
    }
    assertThat(found).as("records after %d kills, seed %d", kills, SEED).isEqualTo(model);
    assertThat(c.count()).isEqualTo(model.size());
    assertThat(c.search(Query.vector(1, 0, 0, 0, 0, 0, 0, 0).k(IDS).exact()).hits())
        .as("records found after %d kills", kills)
        .hasSize(model.size());
  }

  private static float[] vector(Random random) {
    float[] values = new float[8];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The write in flight when the server was killed: it may be there or not. */
  private record Pending(long id, boolean delete, long n) {
    void settle(Collection c, Map<Long, Long> model) {
      Value now = c.get(RecordId.of(id)).map(record -> record.payload().get("n")).orElse(null);
      if (delete && now == null) {
        model.remove(id);
      } else if (!delete && new Value.Int(n).equals(now)) {
        model.put(id, n);
      }
    }
  }
}
