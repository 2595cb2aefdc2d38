package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizeTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final EmbeddedOptions BY_HAND = EmbeddedOptions.DEFAULTS.withOptimizeDeadPart(1);
  private static final int DIMENSION = 16;

  /** What is mapped, where the operating system tells. */
  private static final Path MAPS = Path.of("/proc/self/maps");

  @TempDir Path directory;

  private Database open() {
    return EmbeddedDatabase.open(directory, BY_HAND);
  }

  private static List<RecordId> ids(SearchResult result) {
    return result.hits().stream().map(Hit::id).toList();
  }

  private static List<RecordId> range(long from, long to) {
    return LongStream.range(from, to).mapToObj(RecordId::of).toList();
  }

  @Test
  void aGraphLearnsAtRestWhatATargetRecallTakesAndKeepsIt() throws InterruptedException {
    Random random = new Random(3);
    Query query = Query.vector(vector(random)).targetRecall(0.9);
    long learnt;
    try (Database database = open()) {
      Collection docs = database.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(
          LongStream.range(0, 3_000).mapToObj(i -> Record.of(i).vector(vector(random))).toList());
      docs.awaitIndexed(LONG);
      long end = System.nanoTime() + LONG.toNanos();
      do {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(20);
        learnt = docs.search(query).stats().cost().distanceComputations();
      } while (learnt >= docs.search(query.efSearch(200)).stats().cost().distanceComputations());
      docs.checkpoint();
    }
    try (Database database = open()) {
      Collection docs = database.collection("docs");
      assertThat(docs.search(query).stats().cost().distanceComputations()).isEqualTo(learnt);
    }
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  static Stream<VectorSpec> everyIndex() {
    VectorSpec spec = VectorSpec.ofDimension(DIMENSION);
    return Stream.of(
        spec.index(FlatConfig.DEFAULTS),
        spec.index(FlatConfig.DEFAULTS).quantizer(new QuantizerConfig.Rabitq(4)),
        spec.index(new HnswConfig(8, 60, 1)),
        spec.index(new HnswConfig(8, 60, 1)).quantizer(QuantizerConfig.Sq8.DEFAULTS),
        spec.index(new IvfConfig(16, 1)),
        spec.index(new IvfConfig(16, 1)).quantizer(new QuantizerConfig.Rabitq(2)));
  }

  @ParameterizedTest
  @MethodSource("everyIndex")
  void onlyLiveRecordsAreLeftAndFoundAsBefore(VectorSpec spec) throws IOException {
    RandomVectors vectors = new RandomVectors(DIMENSION, 1);
    List<float[]> probes = Stream.generate(vectors::next).limit(50).toList();
    List<List<RecordId>> exact = new ArrayList<>();
    try (Database db = open()) {
      Collection docs = db.createCollection("docs", CollectionSpec.empty().vector("default", spec));
      docs.upsert(vectors.records(0, 4000));
      docs.upsert(vectors.records(0, 1000));
      docs.delete(range(3000, 4000));
      docs.awaitIndexed(LONG);
      CollectionInfo before = docs.info();
      assertThat(before.dead()).isEqualTo(2000);
      probes.forEach(probe -> exact.add(ids(docs.search(Query.vector(probe).exact()))));

      List<OptimizeProgress> progress = new ArrayList<>();
      OptimizeResult result = docs.optimize(OptimizeOptions.DEFAULTS, progress::add);
      assertThat(result.rebuilt()).isTrue();
      assertThat(result.records()).isEqualTo(3000);
      assertThat(result.removed()).isEqualTo(2000);
      assertThat(progress).extracting(OptimizeProgress::fraction).isSorted();
      assertThat(progress)
          .extracting(OptimizeProgress::stage)
          .contains("building the index of vector 'default'", "compacting the records");

      CollectionInfo after = docs.info();
      assertThat(after.dead()).isZero();
      assertThat(after.optimizing()).isEmpty();
      assertThat(after.vectors().get("default").memoryBytes())
          .isLessThan(before.vectors().get("default").memoryBytes() * 4 / 5);
      assertThat(docs.optimize().rebuilt()).isFalse();
      assertThat(docs.optimize(OptimizeOptions.DEFAULTS.withForce(true), _ -> {}).rebuilt())
          .isTrue();
      assertThat(mappings()).noneMatch(mapping -> mapping.endsWith("(deleted)"));
    }
    for (int open = 0; open < 2; open++) {
      try (Database db = open()) {
        Collection docs = db.collection("docs");
        VectorInfo info = docs.info().vectors().get("default");
        assertThat(info.indexed() + info.pending()).isEqualTo(3000);
        assertThat(docs.info().dead()).isEqualTo(50L * open);
        int found = 0;
        for (int i = 0; i < probes.size(); i++) {
          Query query = Query.vector(probes.get(i)).include(Set.of());
          SearchResult approximate = docs.search(query);
          assertThat(approximate.stats().strategy()).startsWith(strategy(spec));
          if (open == 0) {
            assertThat(ids(docs.search(query.exact()))).isEqualTo(exact.get(i));
            found += (int) ids(approximate).stream().filter(exact.get(i)::contains).count();
          }
        }
        if (open == 0) {
          assertThat(found).isGreaterThan(460);
          // What comes after the checkpoint of an optimization is replayed like any other.
          docs.upsert(vectors.records(100, 50));
        }
      }
    }
  }

  private static String strategy(VectorSpec spec) {
    boolean scan =
        spec.index() instanceof FlatConfig && spec.quantizer() instanceof QuantizerConfig.None;
    return scan ? "exact" : spec.index().id();
  }

  /** The index files that are mapped. */
  private List<String> mappings() throws IOException {
    return Files.exists(MAPS)
        ? Files.readAllLines(MAPS).stream()
            .filter(line -> line.contains(directory.resolve("indexes").toString()))
            .toList()
        : List.of();
  }

  @Test
  void readersAndWritersNoticeNothing() throws Exception {
    long seed = Long.getLong("test.seed", 3);
    System.out.println("test.seed=" + seed);
    Map<Integer, float[]> model = new ConcurrentHashMap<>();
    AtomicBoolean done = new AtomicBoolean();
    try (Database db = open();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Collection docs =
          db.createCollection(
              "docs", CollectionSpec.ofDimension(DIMENSION).index(new HnswConfig(8, 40, 1)));
      docs.createPayloadIndex("n", PayloadIndexType.NUMBER);
      RandomVectors first = new RandomVectors(DIMENSION, seed);
      for (Record record : first.records(0, 2000)) {
        docs.upsert(record);
        model.put(id(record.id()), record.vectors().get("default").values());
      }
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        int part = writer;
        RandomVectors vectors = new RandomVectors(DIMENSION, seed + 1 + writer);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; !done.get(); i++) {
                    int id = 2 * ((i * 7919) % 1200) + part;
                    if (i % 3 == 0) {
                      docs.delete(RecordId.of(id));
                      model.remove(id);
                      assertThat(docs.count(Filters.eq("n", id))).isZero();
                    } else {
                      float[] vector = vectors.next();
                      docs.upsert(Record.of(id).vector(vector).put("n", id));
                      model.put(id, vector);
                      assertThat(ids(docs.search(Query.vector(vector).k(1).efSearch(200))))
                          .containsExactly(RecordId.of(id));
                      assertThat(docs.count(Filters.eq("n", id))).isEqualTo(1);
                    }
                  }
                }));
      }
      List<Record> untouched = new RandomVectors(DIMENSION, seed + 9).records(3000, 200);
      docs.upsert(untouched);
      untouched.forEach(it -> model.put(id(it.id()), it.vectors().get("default").values()));
      running.add(
          threads.submit(
              () -> {
                for (int i = 0; !done.get(); i++) {
                  Record record = untouched.get(i % untouched.size());
                  Query query = Query.vector(record.vectors().get("default").values());
                  assertThat(ids(docs.search(query.k(1).efSearch(200))))
                      .containsExactly(record.id());
                  assertThat(ids(docs.search(query.k(30)))).doesNotHaveDuplicates();
                  assertThat(docs.get(record.id())).isPresent();
                  assertThat(docs.count(Filters.between("n", 3000, 3199))).isEqualTo(200);
                  assertThat(docs.count()).isBetween(1300L, 2700L);
                }
              }));
      for (int i = 0; i < 6; i++) {
        docs.optimize(OptimizeOptions.DEFAULTS.withForce(true), _ -> {});
        docs.checkpoint();
      }
      done.set(true);
      for (Future<?> thread : running) {
        thread.get(2, TimeUnit.MINUTES);
      }
      docs.optimize();
      assertHolds(docs, model);
    }
    try (Database db = open()) {
      assertHolds(db.collection("docs"), model);
    }
  }

  private static int id(RecordId id) {
    return id instanceof RecordId.Numeric number ? (int) number.value() : -1;
  }

  private static void assertHolds(Collection docs, Map<Integer, float[]> model) {
    assertThat(docs.count()).isEqualTo(model.size());
    model.forEach(
        (id, vector) -> {
          assertThat(
                  docs.get(List.of(RecordId.of(id)), Include.ALL)
                      .getFirst()
                      .vectors()
                      .get("default")
                      .values())
              .isEqualTo(vector);
          assertThat(ids(docs.search(Query.vector(vector).k(1).exact())))
              .containsExactly(RecordId.of(id));
        });
    Set<RecordId> all =
        new HashSet<>(ids(docs.search(Query.vector(new float[DIMENSION]).k(model.size() + 10))));
    assertThat(all).hasSize(model.size());
  }

  @Test
  void payloadIndexesAnswerAfterItWithoutReadingRecords() {
    RandomVectors vectors = new RandomVectors(DIMENSION, 4);
    try (Database db = open()) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(vectors.records(0, 2000));
      docs.createPayloadIndex("n", PayloadIndexType.NUMBER);
      docs.createPayloadIndex("gone", PayloadIndexType.KEYWORD);
      docs.delete(range(0, 1000));
      AtomicBoolean once = new AtomicBoolean();
      docs.optimize(
          OptimizeOptions.DEFAULTS,
          progress -> {
            if (progress.stage().equals("catching up") && once.compareAndSet(false, true)) {
              docs.dropPayloadIndex("gone");
              docs.createPayloadIndex("late", PayloadIndexType.KEYWORD);
              docs.upsert(Record.of(5).vector(vectors.next()).put("n", 1500).put("late", "yes"));
              docs.delete(RecordId.of(1500));
            }
          });
      assertThat(docs.info().payloadIndexes()).containsOnlyKeys("n", "late");
      docs.awaitIndexed(LONG);
      Query query = Query.vector(vectors.next()).filter(Filters.between("n", 1490, 1510)).k(100);
      SearchResult found = docs.search(query);
      assertThat(found.stats().filter().orElseThrow().scanned()).isZero();
      assertThat(ids(found))
          .hasSize(21)
          .contains(RecordId.of(5), RecordId.of(1501))
          .doesNotContain(RecordId.of(1500));
      SearchResult late = docs.search(query.filter(Filters.eq("late", "yes")));
      assertThat(ids(late)).containsExactly(RecordId.of(5));
      assertThat(late.stats().filter().orElseThrow().scanned()).isZero();
    }
  }

  @Test
  void anInterruptedOneLeavesAllAsItWas() throws IOException {
    RandomVectors vectors = new RandomVectors(DIMENSION, 5);
    try (Database db = open()) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(vectors.records(0, 3000));
      docs.delete(range(0, 1000));
      docs.awaitIndexed(LONG);
      float[] probe = vectors.next();
      List<RecordId> before = ids(docs.search(Query.vector(probe).k(100)));
      assertThatThrownBy(
              () ->
                  docs.optimize(
                      OptimizeOptions.DEFAULTS,
                      progress -> {
                        if (progress.stage().startsWith("building the index")) {
                          Thread.currentThread().interrupt();
                        }
                      }))
          .isInstanceOf(AkinException.Cancelled.class)
          .hasMessageContaining("as before");
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(
              () ->
                  docs.optimize(
                      OptimizeOptions.DEFAULTS,
                      progress -> {
                        if (progress.stage().startsWith("writing")) {
                          throw new IllegalStateException("the listener's own");
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the listener's own");
      assertThat(docs.info().dead()).isEqualTo(1000);
      assertThat(docs.info().optimizing()).isEmpty();
      assertThat(ids(docs.search(Query.vector(probe).k(100)))).isEqualTo(before);
      assertThat(indexFiles()).noneMatch(name -> name.startsWith("rebuild"));
      assertThat(docs.optimize().removed()).isEqualTo(1000);
    }
  }

  private List<String> indexFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("indexes/1"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void closingEndsOneThatIsRunning() throws Exception {
    RandomVectors vectors = new RandomVectors(DIMENSION, 7);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch begun = new CountDownLatch(1);
    Thread optimizing;
    try (Database db = open()) {
      Collection docs =
          db.createCollection(
              "docs", CollectionSpec.ofDimension(DIMENSION).index(new HnswConfig(32, 400, 1)));
      docs.upsert(vectors.records(0, 6000));
      docs.awaitIndexed(LONG);
      docs.checkpoint();
      docs.delete(range(0, 10));
      optimizing =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      docs.optimize(
                          OptimizeOptions.DEFAULTS,
                          progress -> {
                            if (progress.stage().startsWith("building the index")) {
                              begun.countDown();
                            }
                          });
                    } catch (RuntimeException e) {
                      thrown.set(e);
                    }
                  });
      assertThat(begun.await(2, TimeUnit.MINUTES)).isTrue();
      assertThat(docs.info().optimizing()).isPresent();
    }
    optimizing.join();
    assertThat(thrown.get())
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("closed");
    try (Database db = open()) {
      assertThat(db.collection("docs").count()).isEqualTo(5990);
    }
  }

  @Test
  void itHappensByItselfWhenManyAreDead() throws InterruptedException {
    RandomVectors vectors = new RandomVectors(DIMENSION, 8);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      Collection few = db.createCollection("few", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(vectors.records(0, 5000));
      few.upsert(vectors.records(0, 5000));
      few.delete(range(0, 900));
      docs.delete(range(0, 1100));
      long deadline = System.nanoTime() + LONG.toNanos();
      while (docs.info().dead() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertThat(docs.info().dead()).isZero();
      assertThat(docs.count()).isEqualTo(3900);
      assertThat(few.info().dead()).isEqualTo(900);
    }
  }

  @Test
  void anEmptiedCollectionIsEmptyAndMapped() throws IOException {
    RandomVectors vectors = new RandomVectors(DIMENSION, 9);
    try (Database db = open()) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(vectors.records(0, 1500));
      docs.delete(range(0, 1500));
      docs.optimize();
      assertThat(docs.search(Query.vector(vectors.next())).hits()).isEmpty();
      docs.upsert(vectors.records(0, 10));
      assertThat(docs.search(Query.vector(vectors.next()).k(20)).hits()).hasSize(10);
      docs.delete(range(0, 10));
      docs.optimize();
    }
    try (Database db = open()) {
      Collection docs = db.collection("docs");
      assertThat(docs.info().dead()).isZero();
      if (Files.exists(MAPS)) {
        assertThat(mappings()).isNotEmpty();
      }
      docs.upsert(vectors.records(0, 10));
      assertThat(docs.search(Query.vector(vectors.next()).k(20)).hits()).hasSize(10);
    }
  }

  @Test
  void changesBehindTheCheckpointAreForgotten() {
    RandomVectors vectors = new RandomVectors(DIMENSION, 10);
    try (Database db = open()) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(DIMENSION));
      docs.upsert(vectors.records(0, 1500));
      docs.delete(range(500, 1500));
      docs.optimize();
    }
    try (Storage storage = Storage.open(directory)) {
      assertThat(storage.collection(1).lastSeq()).isEqualTo(2500);
      assertThat(storage.collection(1).oldestChange()).isEqualTo(2500);
    }
    // The newest record is older than the changes that were forgotten.
    try (Database db = open()) {
      VectorInfo info = db.collection("docs").info().vectors().get("default");
      assertThat(info.indexed()).isEqualTo(500);
      assertThat(info.pending()).isZero();
    }
  }
}
