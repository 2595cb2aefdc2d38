package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextInfo;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Fusion;
import dev.akin.api.Hit;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SearchResult;
import dev.akin.api.Target;
import dev.akin.api.TextAnalyzer;
import dev.akin.api.VectorSpec;
import dev.akin.api.filter.Filters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Full-text search, and its fusion with that by vectors. */
interface FullTextContract extends Fixture {
  @Test
  default void wordsAreFoundInFieldsAndSources() {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    c.upsert(
        Record.of(1).text("The cats sat on the mat.").put("title", "Of pets"),
        Record.of(2).text("A dog").put("title", "Cat and dog"),
        Record.of(3).text("nothing").put("tags", List.of("Cats", 7)));
    c.createFullTextIndex(
        new FullTextSpec(List.of("title", "tags"), List.of("default"), TextAnalyzer.ENGLISH));
    c.awaitIndexed(PATIENCE);
    SearchResult cats = c.search(Query.fullText("cat"));
    assertThat(cats.stats().strategy()).isEqualTo("bm25");
    assertThat(ids(cats.hits())).containsExactlyInAnyOrder(1L, 2L, 3L);
    assertThat(cats.hits().getFirst().distance()).isEqualTo(-cats.hits().getFirst().score());
    assertThat(ids(c.search(Query.fullText("DOGS!")).hits())).containsExactly(2L);
    assertThat(ids(c.search(Query.fullText("pet dog").k(1)).hits())).hasSize(1);
    assertThat(ids(c.search(Query.fullText("the of and")).hits())).isEmpty();
    assertThat(ids(c.search(Query.fullText("cats").filter(Filters.eq("title", "Of pets"))).hits()))
        .containsExactly(1L);
    assertThat(c.search(Query.fullText("cats").minScore(99)).hits()).isEmpty();
    assertThatThrownBy(() -> c.search(Query.fullText("cats").efSearch(10)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("takes no params");
  }

  @Test
  default void whatIsReplacedOrDeletedIsNeverFound() {
    Collection c = db().createCollection("c", CollectionSpec.empty());
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    for (int i = 0; i < 20; i++) {
      c.upsert(Record.of(1).put("t", "word" + i), Record.of(2 + i).put("t", "many"));
      assertThat(ids(c.search(Query.fullText("word" + i)).hits())).containsExactly(1L);
      assertThat(c.search(Query.fullText("word" + (i - 1))).hits()).isEmpty();
    }
    c.delete(RecordId.of(1));
    assertThat(c.search(Query.fullText("word19")).hits()).isEmpty();
    c.checkpoint();
    c.delete(RecordId.of(2));
    c.upsert(Record.of(3).put("t", "other"));
    for (int round = 0; round < 2; round++) {
      assertThat(ids(c.search(Query.fullText("many other").k(100)).hits()))
          .hasSize(19)
          .doesNotContain(1L, 2L);
      assertThat(ids(c.search(Query.fullText("other")).hits())).containsExactly(3L);
      c = restart().collection("c");
      c.awaitIndexed(PATIENCE);
    }
    c.optimize();
    assertThat(ids(c.search(Query.fullText("many").k(100)).hits())).hasSize(18);
  }

  @Test
  default void scoresAreThoseOfBm25() {
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.empty());
    Map<Long, List<String>> texts = new HashMap<>();
    List<Record> records = new ArrayList<>();
    for (long i = 0; i < 200; i++) {
      List<String> words = new ArrayList<>();
      for (int n = 1 + random.nextInt(20); n > 0; n--) {
        words.add("w" + (int) Math.abs(random.nextGaussian() * 10));
      }
      texts.put(i, words);
      records.add(Record.of(i).put("t", String.join(" ", words)));
    }
    c.upsert(records);
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    c.awaitIndexed(PATIENCE);
    for (List<String> query : List.of(List.of("w0"), List.of("w3", "w17", "w25", "none"))) {
      List<Hit> hits = c.search(Query.fullText(String.join(" ", query)).k(200)).hits();
      Map<Long, Double> expected = bm25(texts, query);
      assertThat(hits).as("seed %d", SEED).hasSameSizeAs(expected.keySet());
      for (Hit hit : hits) {
        assertThat(Double.valueOf(hit.score())).isCloseTo(expected.get(number(hit)), within(1e-4));
      }
      assertThat(hits).isSortedAccordingTo(Comparator.comparing(Hit::score).reversed());
    }
  }

  private static Map<Long, Double> bm25(Map<Long, List<String>> texts, List<String> query) {
    double average = texts.values().stream().mapToInt(List::size).average().orElseThrow();
    Map<Long, Double> scores = new HashMap<>();
    for (String word : query) {
      long with = texts.values().stream().filter(text -> text.contains(word)).count();
      double idf = Math.log(1 + (texts.size() - with + 0.5) / (with + 0.5));
      texts.forEach(
          (id, text) -> {
            double count = Collections.frequency(text, word);
            if (count > 0) {
              double norm = 1.2 * (1 - 0.75 + 0.75 * text.size() / average);
              scores.merge(id, idf * count / (count + norm), Double::sum);
            }
          });
    }
    return scores;
  }

  @Test
  default void anIndexIsMadeOnceAndDropped() {
    Collection c =
        db().createCollection(
                "c",
                CollectionSpec.ofDimension(1)
                    .vector(
                        "forgetful",
                        VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).keepSource(false)));
    assertThat(c.info().fullText()).isEmpty();
    assertThatThrownBy(() -> c.search(Query.fullText("a")))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("has no full-text index");
    for (String source : List.of("default", "forgetful", "none")) {
      FullTextSpec wrong = new FullTextSpec(List.of(), List.of(source), TextAnalyzer.STANDARD);
      assertThatThrownBy(() -> c.createFullTextIndex(wrong))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("'" + source + "'");
    }
    FullTextSpec spec = FullTextSpec.ofFields("t");
    c.upsert(Record.of(1).put("t", "running").put("u", "walking"));
    c.createFullTextIndex(spec);
    c.createFullTextIndex(spec);
    c.awaitIndexed(PATIENCE);
    assertThat(c.info().fullText()).contains(new FullTextInfo(spec, true));
    FullTextSpec other = FullTextSpec.ofFields("u").analyzer(TextAnalyzer.ENGLISH);
    assertThatThrownBy(() -> c.createFullTextIndex(other))
        .isInstanceOf(AkinException.AlreadyExists.class);
    c.dropFullTextIndex();
    assertThatThrownBy(c::dropFullTextIndex).isInstanceOf(AkinException.NotFound.class);
    c.createFullTextIndex(other);
    Collection again = restart().collection("c");
    again.awaitIndexed(PATIENCE);
    assertThat(again.info().fullText()).contains(new FullTextInfo(other, true));
    assertThat(again.search(Query.fullText("running")).hits()).isEmpty();
    assertThat(ids(again.search(Query.fullText("walks")).hits())).containsExactly(1L);
    assertThatThrownBy(() -> TextAnalyzer.of("klingon"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("english")
        .hasMessageContaining("'klingon'");
  }

  @Test
  default void copiesHaveTheIndex() {
    Collection c = db().createCollection("c", CollectionSpec.empty());
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    c.upsert(Record.of(1).put("t", "sea"));
    Collection clone = db().cloneCollection("c", "clone");
    db().snapshots().create("s", "c");
    c.upsert(Record.of(2).put("t", "sea"));
    Collection snapshot = db().snapshots().restore("s", "d");
    for (Collection copy : List.of(clone, snapshot)) {
      copy.awaitIndexed(PATIENCE);
      assertThat(ids(copy.search(Query.fullText("sea")).hits())).containsExactly(1L);
    }
  }

  @Test
  default void aFusionIsThatOfItsParts() {
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", CollectionSpec.ofDimension(3));
    List<Record> records = new ArrayList<>();
    for (Record record : Fixture.randomRecords(random, 100, 3)) {
      records.add(record.put("t", "w" + random.nextInt(3) + " w" + random.nextInt(30)));
    }
    c.upsert(records);
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    c.awaitIndexed(PATIENCE);
    Query near = Query.vector(Fixture.randomVector(random, 3)).k(30);
    Query words = Query.fullText("w1 w17").k(30);
    Query like = Query.like(RecordId.of(5)).k(30).filter(Filters.lessThan("n", 70));
    List<Double> weights = List.of(1.0, 2.5, 0.5);
    for (Fusion fusion : List.of(Fusion.RRF, new Fusion.ReciprocalRank(1), Fusion.DBSF)) {
      Map<RecordId, Double> expected = new HashMap<>();
      List<Query> parts = List.of(near, words, like);
      for (int p = 0; p < parts.size(); p++) {
        List<Hit> hits =
            c.search(
                    parts
                        .get(p)
                        .filter(
                            parts.get(p).filter().isPresent()
                                ? Filters.all(Filters.lessThan("n", 70), Filters.atLeast("n", 10))
                                : Filters.atLeast("n", 10)))
                .hits();
        List<Double> scores = FullTextContract.fused(hits, fusion);
        for (int i = 0; i < hits.size(); i++) {
          expected.merge(hits.get(i).id(), weights.get(p) * scores.get(i), Double::sum);
        }
      }
      SearchResult result =
          c.search(
              Query.of(new Target.Fused(parts, fusion, weights))
                  .k(20)
                  .filter(Filters.atLeast("n", 10)));
      assertThat(result.stats().strategy()).isEqualTo("fused(exact, bm25, exact)");
      List<Double> best =
          expected.values().stream().sorted(Comparator.reverseOrder()).limit(20).toList();
      assertThat(result.hits()).hasSize(20);
      for (int i = 0; i < 20; i++) {
        Hit hit = result.hits().get(i);
        assertThat(Double.valueOf(hit.score()))
            .as("%s, seed %d", fusion, SEED)
            .isCloseTo(best.get(i), within(1e-5))
            .isCloseTo(expected.get(hit.id()), within(1e-5));
      }
    }
  }

  private static List<Double> fused(List<Hit> hits, Fusion fusion) {
    List<Double> scores = new ArrayList<>();
    double[] raw = hits.stream().mapToDouble(Hit::score).toArray();
    double mean = hits.stream().mapToDouble(Hit::score).average().orElse(0);
    double squares = 0;
    for (double score : raw) {
      squares += (score - mean) * (score - mean);
    }
    double deviation = Math.sqrt(squares / (raw.length - 1));
    for (int i = 0; i < raw.length; i++) {
      scores.add(
          fusion instanceof Fusion.ReciprocalRank(int k)
              ? 1.0 / (k + i + 1)
              : (raw[i] - (mean - 3 * deviation)) / (6 * deviation));
    }
    return scores;
  }

  @Test
  default void aHybridSearchFindsByMeaningAndByWords() {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      records.add(Record.of(i).text("aab".repeat(1 + i % 7)));
    }
    records.add(Record.of(500).text("zzyzx xxxxxxxxxxxxxxx"));
    c.upsert(records);
    c.createFullTextIndex(FullTextSpec.ofText());
    c.awaitIndexed(PATIENCE);
    String text = "zzyzx aabaabaabaabaabaabaabaabaabaabaabaab";
    assertThat(ids(c.search(Query.text(text).k(100)).hits())).doesNotContain(500L);
    assertThat(ids(c.search(Query.hybrid(text)).hits())).contains(500L).hasSize(10);
  }

  @Test
  default void wrongFusionsAreRefused() {
    Query part = Query.vector(1);
    assertThatThrownBy(() -> Query.fused(Fusion.RRF))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("1 to 16: 0");
    assertThatThrownBy(() -> Query.fused(Fusion.RRF, part, Query.hybrid("x")))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("fused themselves");
    for (List<Double> weights : List.of(List.of(1.0), List.of(0.0, 0.0), List.of(-1.0, 1.0))) {
      assertThatThrownBy(() -> new Target.Fused(List.of(part, part), Fusion.DBSF, weights))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("weights of a fusion");
    }
    assertThatThrownBy(() -> new Fusion.ReciprocalRank(0))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("1 to 1000000: 0");
    Collection c = create(1);
    assertThatThrownBy(() -> c.search(Query.fused(Fusion.RRF, part, Query.vector(1, 2))))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("query.fused.queries[1] has 2");
  }

  private static List<Long> ids(List<Hit> hits) {
    return hits.stream().map(FullTextContract::number).toList();
  }

  private static long number(Hit hit) {
    return ((RecordId.Numeric) hit.id()).value();
  }
}
