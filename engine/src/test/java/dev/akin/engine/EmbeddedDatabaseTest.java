package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.VectorInfo;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDatabaseTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Query NONE = Query.vector(1).include(Set.of());

  @TempDir Path directory;

  @Test
  void graphAndTailTogetherFindWhatAScanFinds() {
    RandomVectors vectors = new RandomVectors(24, 1);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(24));
      docs.upsert(vectors.records(0, 5000));
      docs.awaitIndexed(LONG);
      VectorInfo info = docs.info().vectors().get("default");
      assertThat(info.indexed()).isEqualTo(5000);
      assertThat(info.pending()).isZero();

      int found = 0;
      for (int i = 0; i < 100; i++) {
        Query query = Query.vector(vectors.next()).include(Set.of());
        SearchResult approximate = docs.search(query);
        assertThat(approximate.stats().strategy()).isEqualTo("hnsw");
        assertThat(approximate.stats().cost().distanceComputations()).isLessThan(2500);
        List<RecordId> exact = ids(docs.search(query.exact()));
        found += (int) ids(approximate).stream().filter(exact::contains).count();
      }
      assertThat(found).isGreaterThan(950);
    }
  }

  private static List<RecordId> ids(SearchResult result) {
    return result.hits().stream().map(Hit::id).toList();
  }

  @Test
  void whatIsWrittenIsFoundAtOnceWhereverItLies() {
    RandomVectors vectors = new RandomVectors(8, 2);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(8));
      docs.upsert(vectors.records(0, 3000));
      for (int i = 3000; i < 3300; i++) {
        float[] vector = vectors.next();
        docs.upsert(Record.of(i).vector(vector));
        assertThat(docs.search(Query.vector(vector).k(1)).hits().getFirst().id())
            .isEqualTo(RecordId.of(i));
      }
    }
  }

  @Test
  void anUpdatedRecordIsFoundOnceAndWhereItIsNow() {
    RandomVectors vectors = new RandomVectors(8, 3);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(8));
      docs.upsert(vectors.records(0, 2000));
      docs.awaitIndexed(LONG);
      assertThat(docs.upsert(vectors.records(0, 2000)).updated()).isEqualTo(2000);
      assertThat(docs.count()).isEqualTo(2000);
      for (int i = 0; i < 50; i++) {
        List<RecordId> ids = ids(docs.search(Query.vector(vectors.next()).k(100)));
        assertThat(ids).hasSize(100).doesNotHaveDuplicates();
      }
      assertThat(docs.delete(List.of(RecordId.of(5), RecordId.of(5), RecordId.of(99999))))
          .isEqualTo(1);
      assertThat(docs.get(RecordId.of(5))).isEmpty();
      assertThat(ids(docs.search(Query.vector(vectors.next()).k(3000))))
          .hasSize(1999)
          .doesNotContain(RecordId.of(5));
    }
  }

  @Test
  void aReopenedDatabaseAnswersTheSame() {
    RandomVectors vectors = new RandomVectors(16, 4);
    float[] probe = vectors.next();
    List<RecordId> before;
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(16));
      docs.upsert(vectors.records(0, 3000));
      docs.delete(List.of(RecordId.of(0), RecordId.of(1)));
      docs.awaitIndexed(LONG);
      docs.checkpoint();
      // After the checkpoint: to be replayed.
      docs.upsert(vectors.records(2990, 100));
      docs.delete(List.of(RecordId.of(2), RecordId.of(3000)));
      before = ids(docs.search(Query.vector(probe).k(50).exact()));
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.collection("docs");
      assertThat(docs.count()).isEqualTo(3090 - 4);
      assertThat(ids(docs.search(Query.vector(probe).k(50).exact()))).isEqualTo(before);
      assertThat(docs.get(RecordId.of(2))).isEmpty();
      assertThat(docs.get(RecordId.of(2995)).orElseThrow().payload()).containsKey("n");
    }
  }

  @Test
  void aCheckpointIsMappedNotRebuilt() {
    RandomVectors vectors = new RandomVectors(16, 5);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(16));
      docs.upsert(vectors.records(0, 4000));
      docs.awaitIndexed(LONG);
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      VectorInfo info = db.collection("docs").info().vectors().get("default");
      assertThat(info.pending()).isZero();
      assertThat(info.indexed()).isEqualTo(4000);
      assertThat(
              db.collection("docs")
                  .search(Query.vector(vectors.next()).include(Set.of()))
                  .stats()
                  .strategy())
          .isEqualTo("hnsw");
      // And it goes on growing.
      db.collection("docs").upsert(vectors.records(4000, 500));
      db.collection("docs").awaitIndexed(LONG);
      assertThat(db.collection("docs").info().vectors().get("default").indexed()).isEqualTo(4500);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void invertedListsGrowAndAreMappedAgain(int bits) {
    RandomVectors vectors = new RandomVectors(24, 7);
    QuantizerConfig quantizer = bits == 0 ? QuantizerConfig.NONE : new QuantizerConfig.Rabitq(bits);
    VectorSpec spec = VectorSpec.ofDimension(24).index(new IvfConfig(32, 1)).quantizer(quantizer);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.empty().vector("default", spec));
      docs.upsert(vectors.records(0, 5000));
      docs.delete(List.of(RecordId.of(0), RecordId.of(1)));
      docs.awaitIndexed(LONG);
      assertFindsNearlyAll(docs, vectors);
      assertThat(ids(docs.search(Query.vector(vectors.next()).k(4998).nprobe(1))))
          .hasSize(4998)
          .doesNotContain(RecordId.of(0), RecordId.of(1));
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.collection("docs");
      VectorInfo info = docs.info().vectors().get("default");
      assertThat(info.spec()).isEqualTo(spec);
      assertThat(info.pending()).isZero();
      assertFindsNearlyAll(docs, vectors);
      docs.upsert(vectors.records(5000, 500));
      docs.awaitIndexed(LONG);
      assertFindsNearlyAll(docs, vectors);
      assertThatThrownBy(() -> docs.search(Query.vector(vectors.next()).efSearch(10)))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("ivf");
    }
  }

  private static void assertFindsNearlyAll(Collection docs, RandomVectors vectors) {
    int found = 0;
    for (int i = 0; i < 100; i++) {
      Query query = Query.vector(vectors.next()).include(Set.of());
      SearchResult approximate = docs.search(query.nprobe(8));
      assertThat(approximate.stats().strategy()).isEqualTo("ivf");
      assertThat(approximate.stats().cost().hops()).isEqualTo(8);
      List<RecordId> exact = ids(docs.search(query.exact()));
      found += (int) ids(approximate).stream().filter(exact::contains).count();
    }
    assertThat(found).isGreaterThan(930);
  }

  @Test
  void closingFinishesTheIndexOfAnImportAndLeavesASmallChangeToBeReplayed() throws IOException {
    RandomVectors vectors = new RandomVectors(16, 7);
    try (Database db = EmbeddedDatabase.open(directory)) {
      db.createCollection("docs", CollectionSpec.ofDimension(16)).upsert(vectors.records(0, 4000));
    }
    Path checkpoint = directory.resolve("indexes/1/checkpoint-4000");
    FileTime written = Files.getLastModifiedTime(checkpoint);
    for (int i = 0; i < 2; i++) {
      try (Database db = EmbeddedDatabase.open(directory)) {
        Collection docs = db.collection("docs");
        VectorInfo info = docs.info().vectors().get("default");
        assertThat(info.indexed() + info.pending()).isEqualTo(4000 + i);
        assertThat(info.indexed()).isGreaterThanOrEqualTo(4000);
        docs.upsert(vectors.records(5000 + i, 1));
      }
      assertThat(Files.getLastModifiedTime(checkpoint)).isEqualTo(written);
    }
  }

  @Test
  void aCheckpointWhoseNewestRecordsAreDeletedIsMapped() {
    RandomVectors vectors = new RandomVectors(16, 8);
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(16));
      docs.upsert(vectors.records(0, 4000));
      docs.awaitIndexed(LONG);
      docs.delete(LongStream.range(3500, 4000).mapToObj(RecordId::of).toList());
      docs.checkpoint();
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      VectorInfo info = db.collection("docs").info().vectors().get("default");
      assertThat(info.pending()).isZero();
      assertThat(info.indexed()).isEqualTo(3500);
    }
  }

  @Test
  void aDamagedCheckpointIsRebuilt() throws IOException {
    RandomVectors vectors = new RandomVectors(16, 6);
    float[] probe = vectors.next();
    List<RecordId> before;
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(16));
      docs.upsert(vectors.records(0, 2000));
      docs.awaitIndexed(LONG);
      before = ids(docs.search(Query.vector(probe).exact()));
    }
    for (String damaged : List.of("ordinals.akn", "vector-1.akn")) {
      Path file = directory.resolve("indexes/1/checkpoint-2000").resolve(damaged);
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      try (Database db = EmbeddedDatabase.open(directory)) {
        Collection docs = db.collection("docs");
        VectorInfo info = docs.info().vectors().get("default");
        assertThat(info.indexed() + info.pending()).isEqualTo(2000);
        assertThat(info.pending()).isPositive();
        assertThat(ids(docs.search(Query.vector(probe).exact()))).isEqualTo(before);
        docs.awaitIndexed(LONG);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void everyMetricSaysItsOwnDistance(Metric metric) {
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(2).metric(metric));
      docs.upsert(Record.of("a").vector(3, 0), Record.of("b").vector(0, 1));
      Hit hit = docs.search(Query.vector(2, 0)).hits().getFirst();
      assertThat(hit.id()).isEqualTo(RecordId.of("a"));
      float distance =
          switch (metric) {
            case COSINE, HAMMING -> 0;
            case DOT -> -6;
            case EUCLIDEAN, MANHATTAN -> 1;
          };
      assertThat(hit.distance()).isEqualTo(distance);
    }
  }

  @Test
  void recordsMayLackSomeOfTheVectors() {
    CollectionSpec spec =
        CollectionSpec.empty()
            .vector("title", VectorSpec.ofDimension(2))
            .vector("body", VectorSpec.ofDimension(3).metric(Metric.EUCLIDEAN));
    for (int open = 0; open < 2; open++) {
      try (Database db = EmbeddedDatabase.open(directory)) {
        if (open == 0) {
          db.createCollection("docs", spec)
              .upsert(
                  Record.of("both").with("title", v(1, 0)).with("body", v(1, 2, 3)),
                  Record.of("title").with("title", v(0, 1)),
                  Record.of("none").put("x", 1));
        }
        Collection docs = db.collection("docs");
        assertThat(docs.count()).isEqualTo(3);
        assertThat(ids(docs.search(Query.vector(0, 1).using("title"))))
            .containsExactly(RecordId.of("title"), RecordId.of("both"));
        assertThat(ids(docs.search(Query.vector(0, 1, 0).using("body"))))
            .containsExactly(RecordId.of("both"));
        Record both = docs.get(List.of(RecordId.of("both")), Include.ALL).getFirst();
        assertThat(both.vectors()).containsEntry("body", v(1, 2, 3));
        assertThatThrownBy(() -> docs.search(NONE))
            .isInstanceOf(AkinException.InvalidArgument.class)
            .hasMessageContaining("'default'")
            .hasMessageContaining("title, body");
      }
    }
  }

  private static Input.Vector v(float... values) {
    return new Input.Vector(values);
  }

  @Test
  void aDroppedCollectionIsGoneForGood() {
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofDimension(2));
      docs.upsert(Record.of("a").vector(1, 0));
      docs.checkpoint();
      db.dropCollection("docs");
      assertThatThrownBy(docs::count)
          .isInstanceOf(AkinException.NotFound.class)
          .hasMessage("collection 'docs' was dropped");
      assertThat(db.createCollection("docs", CollectionSpec.ofDimension(3)).count()).isZero();
    }
    try (Database db = EmbeddedDatabase.open(directory)) {
      assertThat(db.collections()).hasSize(1);
      assertThat(db.collection("docs").count()).isZero();
    }
  }

  @Test
  void scrollSeesAllInOrderOfTheirIds() {
    try (Database db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.empty());
      for (int i = 0; i < 25; i++) {
        docs.upsert(Record.of(100 - i).put("i", i));
      }
      Optional<String> cursor = Optional.empty();
      int seen = 0;
      do {
        var page = docs.scroll(cursor, 10, Include.DEFAULTS);
        for (Record record : page.records()) {
          assertThat(record.id()).isEqualTo(RecordId.of(76L + seen++));
        }
        cursor = page.next();
      } while (cursor.isPresent());
      assertThat(seen).isEqualTo(25);
    }
  }
}
