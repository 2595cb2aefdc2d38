package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionInfo;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filters;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.Storage;
import dev.akin.storage.VectorChange;
import dev.akin.storage.VectorMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlterTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int DIMENSION = 16;
  private static final int RECORDS = 1500;

  @TempDir Path directory;

  private static Collection create(Database db) {
    Collection docs =
        db.createCollection(
            "docs",
            CollectionSpec.empty()
                .vector(
                    "default", VectorSpec.ofDimension(DIMENSION).index(new HnswConfig(8, 40, 1)))
                .sync(SyncMode.OS));
    docs.createPayloadIndex("n", PayloadIndexType.NUMBER);
    docs.upsert(new RandomVectors(DIMENSION, 1).records(0, RECORDS));
    docs.awaitIndexed(LONG);
    return docs;
  }

  /** Searches find a whole collection, and writes are there at once, whatever it is altered to. */
  @Test
  void searchesAndWritesGoOn() throws Exception {
    try (Database db = EmbeddedDatabase.open(directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Collection docs = create(db);
      AtomicBoolean over = new AtomicBoolean();
      AtomicLong searches = new AtomicLong();
      AtomicLong written = new AtomicLong();
      Future<?> searching =
          threads.submit(
              () -> {
                RandomVectors probes = new RandomVectors(DIMENSION, 2);
                while (!over.get()) {
                  Query query = Query.vector(probes.next());
                  assertThat(docs.search(query.k(20)).hits()).hasSize(20);
                  assertThat(docs.search(query.k(5).filter(Filters.lessThan("n", 500))).hits())
                      .hasSize(5);
                  searches.incrementAndGet();
                  TimeUnit.MILLISECONDS.sleep(1);
                }
                return null;
              });
      Future<?> writing =
          threads.submit(
              () -> {
                RandomVectors vectors = new RandomVectors(DIMENSION, 3);
                while (!over.get()) {
                  long id = RECORDS + written.get();
                  float[] vector = vectors.next();
                  docs.upsert(Record.of(id).vector(vector).put("n", id));
                  docs.upsert(Record.of(id % 500).vector(vectors.next()).put("n", id % 500));
                  List<Hit> hits = docs.search(Query.vector(vector).k(1).exact()).hits();
                  assertThat(hits).extracting(Hit::id).containsExactly(RecordId.of(id));
                  written.incrementAndGet();
                  TimeUnit.MILLISECONDS.sleep(1);
                }
                return null;
              });
      for (Alteration alteration :
          List.of(
              alteration(new IvfConfig(16, 1), new QuantizerConfig.Rabitq(4)),
              new Alteration.AddVector("two", VectorSpec.ofDimension(2), Optional.empty(), false),
              alteration(new HnswConfig(8, 40, 1), QuantizerConfig.Sq8.DEFAULTS),
              new Alteration.DropVector("two"))) {
        docs.alter(alteration);
        assertThat(searching.isDone() || writing.isDone()).isFalse();
      }
      over.set(true);
      searching.get(1, TimeUnit.MINUTES);
      writing.get(1, TimeUnit.MINUTES);
      assertThat(searches).hasPositiveValue();
      assertThat(written).hasPositiveValue();
      assertThat(docs.count()).isEqualTo(RECORDS + written.get());
      docs.awaitIndexed(LONG);
      assertThat(docs.info().vectors().get("default").indexed()).isEqualTo(docs.count());
    }
    assertThat(DataCheck.of(directory).damages()).isEmpty();
  }

  private static Alteration alteration(IndexConfig index, QuantizerConfig quantizer) {
    return new Alteration.Index("default", Optional.of(index), Optional.of(quantizer));
  }

  /** As a process leaves it that ends when the catalog knows of the change and no file does. */
  @Test
  void anOpenAfterAKillBuildsWhatTheCatalogSays() throws IOException {
    List<Query> probes = new ArrayList<>();
    RandomVectors random = new RandomVectors(DIMENSION, 4);
    for (int i = 0; i < 20; i++) {
      probes.add(Query.vector(random.next()).k(10));
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      create(db).checkpoint();
    }
    for (VectorSpec spec :
        List.of(
            VectorSpec.ofDimension(DIMENSION).index(new IvfConfig(16, 1)),
            VectorSpec.ofDimension(DIMENSION)
                .index(new IvfConfig(16, 1))
                .quantizer(new QuantizerConfig.Rabitq(4)),
            VectorSpec.ofDimension(DIMENSION).index(FlatConfig.DEFAULTS),
            VectorSpec.ofDimension(DIMENSION).quantizer(QuantizerConfig.Sq8.DEFAULTS))) {
      try (Storage storage = Storage.open(directory)) {
        CollectionMeta meta = storage.collections().getFirst();
        VectorMeta there = meta.vectors().get("default");
        VectorMeta target = new VectorMeta(there.id(), there.sourceId(), spec, there.fingerprint());
        storage.beginChange(
            meta.id(), new VectorChange("default", Optional.of(target), Optional.empty(), false));
        storage.finishChange(meta.id());
      }
      try (Database db = EmbeddedDatabase.open(directory)) {
        Collection docs = db.collection("docs");
        docs.awaitIndexed(LONG);
        CollectionInfo info = docs.info();
        assertThat(info.vectors().get("default").spec()).isEqualTo(spec);
        assertThat(info.vectors().get("default").indexed()).isEqualTo(RECORDS);
        int found = 0;
        for (Query probe : probes) {
          SearchResult exact = docs.search(probe.exact());
          List<RecordId> ids = docs.search(probe).hits().stream().map(Hit::id).toList();
          found += (int) exact.hits().stream().filter(hit -> ids.contains(hit.id())).count();
        }
        assertThat(found).as("%s", spec).isGreaterThan(120);
        docs.checkpoint();
      }
    }
  }

  /**
   * A change that was begun and not finished goes on at the next open; there it can be given up.
   */
  @Test
  void whatWasBegunGoesOnAtTheNextOpen() throws Exception {
    try (Database db = EmbeddedDatabase.open(directory)) {
      create(db);
    }
    try (Storage storage = Storage.open(directory)) {
      CollectionMeta meta = storage.collections().getFirst();
      storage.beginChange(
          meta.id(), new VectorChange("default", Optional.empty(), Optional.empty(), false));
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.collection("docs");
      // Either it is still at work and the call follows it, or there is nothing left to drop.
      try {
        assertThat(docs.alter(new Alteration.DropVector("default")).records()).isEqualTo(RECORDS);
      } catch (AkinException.InvalidArgument e) {
        assertThat(e).hasMessageContaining("has no vector 'default'");
      }
      assertThat(docs.info().vectors()).isEmpty();
      assertThat(docs.info().altering()).isEmpty();
      assertThat(docs.count(Filters.lessThan("n", 500))).isEqualTo(500);
      assertThatThrownBy(() -> docs.search(Query.vector(new float[DIMENSION])))
          .isInstanceOf(AkinException.InvalidArgument.class);
      assertThat(docs.get(RecordId.of(1)).orElseThrow().vectors()).isEqualTo(Map.of());
    }
    assertThat(DataCheck.of(directory).damages()).isEmpty();
  }
}
