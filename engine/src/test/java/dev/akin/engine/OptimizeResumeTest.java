package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is left of an optimization that was ended half-way, as a kill leaves it: a copy of its
 * files.
 */
// What some of these look at while an optimization goes on by itself may be over before they look.
@Tag("long")
@Timeout(60)
class OptimizeResumeTest {
  private static final EmbeddedOptions BY_HAND = EmbeddedOptions.DEFAULTS.withOptimizeDeadPart(1);
  private static final int DIMENSION = 16;
  private static final int RECORDS = 900;

  @TempDir private Path root;
  private final RandomVectors vectors = new RandomVectors(DIMENSION, 1);
  private final Map<Integer, float[]> model = new TreeMap<>();
  private Path killed;

  @BeforeEach
  void name() {
    killed = root.resolve("killed");
  }

  private Collection create(Database db) {
    VectorSpec spec = VectorSpec.ofDimension(DIMENSION);
    Collection docs =
        db.createCollection(
            "docs",
            CollectionSpec.empty()
                .vector("a", spec.index(new HnswConfig(8, 40, 1)))
                .vector("b", spec.index(new HnswConfig(8, 60, 1))));
    put(docs, 0, RECORDS);
    docs.checkpoint();
    delete(docs, 0, 300);
    return docs;
  }

  private void put(Collection docs, int from, int to) {
    List<Record> records = new ArrayList<>();
    for (int id = from; id < to; id++) {
      float[] vector = vectors.next();
      model.put(id, vector);
      records.add(Record.of(id).with("a", Input.vector(vector)).with("b", Input.vector(vector)));
    }
    docs.upsert(records);
  }

  private void delete(Collection docs, int from, int to) {
    docs.delete(LongStream.range(from, to).mapToObj(RecordId::of).toList());
    for (int id = from; id < to; id++) {
      model.remove(id);
    }
  }

  /** Leaves what a kill would leave that comes when the stage begins. */
  private void killAt(String stage) {
    try (Database db = EmbeddedDatabase.open(root.resolve("data"), BY_HAND)) {
      Collection docs = create(db);
      docs.optimize(
          OptimizeOptions.DEFAULTS,
          progress -> {
            if (progress.stage().equals(stage) && !Files.exists(killed)) {
              copy(root.resolve("data"), killed);
            }
          });
    }
    assertThat(killed).exists();
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path rebuild(String file) {
    return killed.resolve("indexes/1/rebuild").resolve(file);
  }

  /** In the newest one. */
  private Path checkpoint(String file) throws IOException {
    try (Stream<Path> files = Files.list(killed.resolve("indexes/1"))) {
      return files
          .filter(it -> it.getFileName().toString().startsWith("checkpoint-"))
          .max(Comparator.comparingLong(OptimizeResumeTest::seq))
          .orElseThrow()
          .resolve(file);
    }
  }

  private static long seq(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("checkpoint-".length()));
  }

  private void awaitOptimized(Collection docs) throws InterruptedException {
    while (Files.exists(rebuild("")) || docs.info().optimizing().isPresent()) {
      Thread.sleep(10);
    }
  }

  private void assertHolds(Collection docs) {
    assertThat(docs.count()).isEqualTo(model.size());
    for (String vector : List.of("a", "b")) {
      int found = 0;
      for (Map.Entry<Integer, float[]> entry : model.entrySet()) {
        Query query = Query.vector(entry.getValue()).using(vector).include(Set.of()).k(1);
        List<Hit> hits = docs.search(query).hits();
        found += hits.getFirst().id().equals(RecordId.of(entry.getKey())) ? 1 : 0;
        if (entry.getKey() % 50 == 0) {
          assertThat(docs.search(query.exact()).hits())
              .extracting(Hit::id)
              .containsExactly(RecordId.of(entry.getKey()));
        }
      }
      assertThat(found).isGreaterThan(model.size() * 90 / 100);
    }
    for (Record record :
        docs.get(model.keySet().stream().map(RecordId::of).toList(), Include.ALL)) {
      int id = (int) ((RecordId.Numeric) record.id()).value();
      assertThat(record.vectors().get("b").values()).isEqualTo(model.get(id));
    }
  }

  @Test
  void itGoesOnByItselfWithWhatIsFinished() throws Exception {
    killAt("building the index of vector 'b'");
    FileTime written = Files.getLastModifiedTime(rebuild("vector-1.akn"));
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      // Records of the plan die and others come before it goes on.
      delete(docs, 500, 550);
      put(docs, 2000, 2100);
      put(docs, 700, 750);
      awaitOptimized(docs);
      assertHolds(docs);
      assertThat(Files.getLastModifiedTime(checkpoint("vector-1.akn"))).isEqualTo(written);
      assertThat(rebuild("")).doesNotExist();
      assertThat(checkpoint("plan.akn")).doesNotExist();
      assertThat(checkpoint("journal.akn")).doesNotExist();
    }
    assertThat(DataCheck.of(killed).damages()).isEmpty();
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      assertHolds(docs);
      assertThat(docs.info().vectors().get("a").pending()).isZero();
    }
  }

  @Test
  void whoeverAsksForOneGoesOnWithItAndItsProgress() {
    killAt("catching up");
    List<OptimizeProgress> progress = new ArrayList<>();
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      assertThat(docs.optimize(OptimizeOptions.DEFAULTS, progress::add).removed()).isEqualTo(300);
      assertHolds(docs);
    }
    assertThat(progress)
        .extracting(OptimizeProgress::stage)
        .contains("verifying vector 'a'", "verifying vector 'b'", "catching up")
        .doesNotContain("copying vector 'a'", "building the index of vector 'b'");
    assertThat(progress).extracting(OptimizeProgress::fraction).isSorted();
    OptimizeProgress second =
        progress.stream()
            .filter(it -> it.stage().equals("verifying vector 'b'"))
            .findFirst()
            .orElseThrow();
    assertThat(second.fraction()).isGreaterThan(0.4);
    assertThat(second.elapsed()).isGreaterThan(Duration.ofMillis(20));
    assertThat(second.remaining()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal.akn", "plan.akn", "vector-1.akn", "vector-2.akn"})
  void whatIsDamagedIsMadeAgain(String file) throws Exception {
    killAt("building the index of vector 'b'");
    FileTime written = Files.getLastModifiedTime(rebuild("vector-1.akn"));
    try (RandomAccessFile bytes = new RandomAccessFile(rebuild(file).toFile(), "rw")) {
      bytes.seek(4100);
      int there = bytes.read();
      bytes.seek(4100);
      bytes.write(there ^ 1);
    }
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      // Without a journal nobody can tell whether it was asked for.
      assertThat(Files.exists(rebuild(""))).isEqualTo(!file.equals("journal.akn"));
      docs.optimize();
      assertHolds(docs);
      assertThat(docs.info().dead()).isZero();
      assertThat(Files.getLastModifiedTime(checkpoint("vector-1.akn")).equals(written))
          .isEqualTo(file.equals("vector-2.akn"));
    }
    assertThat(DataCheck.of(killed).damages()).isEmpty();
  }

  @Test
  void otherSettingsBeginAgain() throws Exception {
    killAt("catching up");
    FileTime written = Files.getLastModifiedTime(rebuild("vector-1.akn"));
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      docs.alter(index("a", new IvfConfig(8, 1)), _ -> {});
      awaitOptimized(docs);
      assertHolds(docs);
      assertThat(Files.getLastModifiedTime(checkpoint("vector-1.akn"))).isNotEqualTo(written);
      assertThat(docs.info().vectors().get("a").spec().index()).isEqualTo(new IvfConfig(8, 1));
    }
  }

  private static Alteration index(String vector, IndexConfig index) {
    return new Alteration.Index(vector, Optional.of(index), Optional.empty());
  }

  @Test
  void anAlterationGoesOnWithWhatIsFinished() throws Exception {
    killed = root.resolve("data");
    HnswConfig slow = new HnswConfig(32, 2000, 1);
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = create(db);
      Thread.ofVirtual().start(() -> docs.alter(index("b", slow), _ -> {}));
      while (docs.info()
          .altering()
          .filter(it -> it.progress().stage().equals("building the index of vector 'b'"))
          .isEmpty()) {
        Thread.sleep(1);
      }
    }
    FileTime written = Files.getLastModifiedTime(rebuild("vector-1.akn"));
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      while (docs.info().altering().isPresent()) {
        Thread.sleep(10);
      }
      awaitOptimized(docs);
      assertHolds(docs);
      assertThat(docs.info().vectors().get("b").spec().index()).isEqualTo(slow);
      assertThat(Files.getLastModifiedTime(checkpoint("vector-1.akn"))).isEqualTo(written);
    }
  }

  @Test
  void closingLeavesItForTheNextOpening() throws Exception {
    killed = root.resolve("data");
    Database db = EmbeddedDatabase.open(killed, BY_HAND);
    Collection docs = create(db);
    Thread closer = Thread.ofPlatform().unstarted(db::close);
    assertThatThrownBy(
            () ->
                docs.optimize(
                    OptimizeOptions.DEFAULTS.withThreads(1),
                    progress -> {
                      if (progress.stage().equals("copying vector 'b'")) {
                        closer.start();
                        awaitClosing(docs);
                      }
                    }))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("closed");
    closer.join();
    FileTime written = Files.getLastModifiedTime(rebuild("vector-1.akn"));
    try (Database again = EmbeddedDatabase.open(killed, BY_HAND)) {
      awaitOptimized(again.collection("docs"));
      assertHolds(again.collection("docs"));
      assertThat(Files.getLastModifiedTime(checkpoint("vector-1.akn"))).isEqualTo(written);
    }
  }

  /** Its gate is the last that a database closes before it waits for what is in flight. */
  private static void awaitClosing(Collection docs) {
    try {
      while (true) {
        docs.count();
        Thread.onSpinWait();
      }
    } catch (AkinException.FailedPrecondition _) {
      // It lets nobody in any more.
    }
  }

  /** Whoever is killed by it each time must not be killed for ever. */
  @Test
  void itIsGivenUpWhenItIsTheEndOfOneProcessAfterTheOther() throws Exception {
    killAt("copying vector 'a'");
    for (int life = 1; life < 3; life++) {
      Path next = root.resolve("killed-" + life);
      try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
        assertThatThrownBy(
                () ->
                    db.collection("docs")
                        .optimize(
                            OptimizeOptions.DEFAULTS,
                            progress -> {
                              if (progress.stage().equals("copying vector 'a'")) {
                                copy(killed, next);
                                throw new IllegalStateException("killed");
                              }
                            }))
            .hasMessage("killed");
      }
      killed = next;
    }
    assertThat(rebuild("journal.akn")).exists();
    try (Database db = EmbeddedDatabase.open(killed, BY_HAND)) {
      Collection docs = db.collection("docs");
      assertThat(rebuild("")).doesNotExist();
      // None if the copy has a checkpoint half written: the index is then built of what is live.
      long dead = docs.info().dead();
      assertThat(dead).isIn(0L, 300L);
      assertHolds(docs);
      assertThat(docs.optimize().removed()).isEqualTo(dead);
    }
  }
}
