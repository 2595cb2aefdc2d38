package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.HnswConfig;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.DataCheck;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is stopped and then killed while it optimizes a collection and takes writes, and
 * goes on with the optimization by itself; {@code -Dtest.kills=} kills it more often, at moments of
 * chance.
 */
@Tag("long")
@Timeout(600)
class OptimizeCrashTest {
  private static final long SEED = Long.getLong("test.seed", new Random().nextInt(1_000_000));
  private static final int KILLS = Integer.getInteger("test.kills", 0);
  private static final int RECORDS = 2000;
  private static final int DIMENSION = 32;
  private static final String BUILDING = "building the index of vector 'b'";

  @TempDir private Path data;
  private final Random random = new Random(SEED);
  private final Map<Integer, float[]> model = new TreeMap<>();

  @Test
  void whatWasFinishedIsTakenOverAndTheDataIsRight() throws Exception {
    System.out.println("optimize: seed " + SEED);
    FileTime written;
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = create(database);
      Thread optimize = optimize(c);
      awaitBuilding(c);
      write(c, 50);
      assertThat(server.terminate()).isEqualTo(143);
      optimize.join();
      written = Files.getLastModifiedTime(rebuild().resolve("vector-1.akn"));
    }
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.collection("c");
      assertHolds(c);
      write(c, 50);
      server.kill();
    }
    assertThat(DataCheck.of(data).damages()).isEmpty();
    killAtMomentsOfChance();
    try (ServerProcess server = ServerProcess.start(data);
        RemoteDatabase database = RemoteDatabase.connect(server.target())) {
      Collection c = database.collection("c");
      write(c, 50);
      while (Files.exists(rebuild()) || c.info().optimizing().isPresent()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertHolds(c);
      assertThat(c.info().dead()).isLessThan(150);
      if (KILLS == 0) {
        assertThat(Files.getLastModifiedTime(checkpoint().resolve("vector-1.akn")))
            .isEqualTo(written);
      }
      server.kill();
    }
    assertThat(DataCheck.of(data).damages()).isEmpty();
    try (Database database = EmbeddedDatabase.open(data)) {
      assertHolds(database.collection("c"));
      assertThat(database.collection("c").info().optimizing()).isEmpty();
    }
  }

  private void killAtMomentsOfChance() throws IOException, InterruptedException {
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(data);
          RemoteDatabase database = RemoteDatabase.connect(server.target())) {
        Collection c = database.collection("c");
        assertHolds(c);
        write(c, 20);
        Thread optimize = optimize(c);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(2000));
        server.kill();
        optimize.join();
      }
      assertThat(DataCheck.of(data).damages()).as("kill %d, seed %d", kill, SEED).isEmpty();
    }
  }

  private Collection create(Database database) {
    VectorSpec spec = VectorSpec.ofDimension(DIMENSION);
    Collection c =
        database.createCollection(
            "c",
            CollectionSpec.empty()
                .vector("a", spec.index(new HnswConfig(8, 50, 1)))
                .vector("b", spec.index(new HnswConfig(32, 300, 1))));
    List<Record> records = new ArrayList<>();
    for (int id = 0; id < RECORDS; id++) {
      records.add(record(id));
    }
    c.upsert(records);
    c.checkpoint();
    write(c, 500);
    return c;
  }

  private Record record(int id) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    model.put(id, vector);
    return Record.of(id).with("a", Input.vector(vector)).with("b", Input.vector(vector));
  }

  /** Upserts and deletes so many, all acknowledged. */
  private void write(Collection c, int count) {
    List<Record> records = new ArrayList<>();
    List<RecordId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = random.nextInt(RECORDS);
      if (i % 2 == 0) {
        ids.add(RecordId.of(id));
        model.remove(id);
      } else {
        records.add(record(RECORDS + random.nextInt(RECORDS)));
      }
    }
    c.delete(ids);
    c.upsert(records);
  }

  /** One thread, so that it takes its time. */
  private static Thread optimize(Collection c) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                c.optimize(new OptimizeOptions(1, true), _ -> {});
              } catch (AkinException.Unavailable | AkinException.FailedPrecondition _) {
                // It was killed.
              }
            });
  }

  private static void awaitBuilding(Collection c) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (c.info().optimizing().filter(it -> it.stage().equals(BUILDING)).isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private Path rebuild() {
    return data.resolve("indexes/1/rebuild");
  }

  private Path checkpoint() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("indexes/1"))) {
      return files
          .filter(it -> it.getFileName().toString().startsWith("checkpoint-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void assertHolds(Collection c) {
    assertThat(c.count()).isEqualTo(model.size());
    int found = 0;
    int asked = 0;
    for (Map.Entry<Integer, float[]> entry : model.entrySet()) {
      if (entry.getKey() % 40 == 0) {
        asked++;
        for (String vector : List.of("a", "b")) {
          Query query = Query.vector(entry.getValue()).using(vector).k(1);
          List<Hit> hits = c.search(query).hits();
          found += hits.getFirst().id().equals(RecordId.of(entry.getKey())) ? 1 : 0;
        }
        assertThat(c.search(Query.vector(entry.getValue()).using("b").k(1).exact()).hits())
            .extracting(Hit::id)
            .containsExactly(RecordId.of(entry.getKey()));
      }
    }
    assertThat(found).isGreaterThan(2 * asked * 9 / 10);
    List<Record> all = c.get(model.keySet().stream().map(RecordId::of).toList(), Set.<Include>of());
    assertThat(all).hasSize(model.size());
  }
}
