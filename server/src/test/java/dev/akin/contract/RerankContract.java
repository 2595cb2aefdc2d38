package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.EmbedOptions;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Fusion;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.ModelInfo;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Rerank;
import dev.akin.api.SearchResult;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hits are ordered anew by a model that reads question and text together. */
interface RerankContract extends Fixture {
  String MODEL = LetterEmbedders.SAME_LENGTH;

  /** Five records, by their nearness to "aaaa": 1, 2, 3, 4, 5. */
  private Collection letters() {
    Collection c =
        db().createCollection(
                "c",
                CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS)
                    .vector(
                        "dropped", VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).keepSource(false))
                    .vector("given", VectorSpec.ofDimension(1)));
    c.upsert(
        Record.of(1).text("aaaaaaaaaaaa").put("t", "1234"),
        Record.of(2).text("aaaaaaaaab").put("t", List.of("1", "2", 7, List.of("345"))),
        Record.of(3).text("aaaab").put("t", 5),
        Record.of(4).text("aaabb").put("t", "12345678"),
        Record.of(5).text("aabb").put("t", "12345"));
    return c;
  }

  private static List<Long> ids(SearchResult result) {
    return result.hits().stream().map(hit -> Long.parseLong(hit.id().toString())).toList();
  }

  @Test
  default void theBestHitsAreOrderedByTheModel() {
    Collection c = letters();
    Query query = Query.text("aaaa");
    assertThat(ids(c.search(query))).containsExactly(1L, 2L, 3L, 4L, 5L);
    SearchResult all = c.search(query.k(3).rerank(MODEL, 5));
    assertThat(ids(all)).containsExactly(5L, 3L, 4L);
    assertThat(all.hits()).extracting(Hit::score).containsExactly(1f, 0.5f, 0.5f);
    assertThat(all.hits()).extracting(Hit::distance).containsExactly(-1f, -0.5f, -0.5f);
    assertThat(all.stats().strategy()).isEqualTo("exact+rerank");
    assertThat(all.stats().rerankNanos()).isPositive();
    assertThat(all.hits().getFirst().record().sources()).containsKey("default");
    assertThat(ids(c.search(query.k(2).rerank(MODEL, 4))))
        .as("of the first 4")
        .containsExactly(3L, 4L);
    assertThat(ids(c.search(query.k(1).rerank(MODEL, 1)))).containsExactly(1L);
    assertThat(ids(c.search(query.k(5).rerank(new Rerank(MODEL, 5).query("a".repeat(10))))))
        .startsWith(2L, 1L);
  }

  @Test
  default void textsComeFromAFieldAndOnlyWhatIsAskedForComesAlong() {
    Collection c = letters();
    Query query = Query.text("aaaa").rerank(MODEL, 10, "t");
    // "1\n2\n345" has 7 characters, and record 3 has no text.
    assertThat(ids(c.search(query))).containsExactly(1L, 5L, 2L, 4L);
    Record bare = c.search(query.include(Set.of())).hits().getFirst().record();
    assertThat(bare.payload()).isEmpty();
    assertThat(bare.sources()).isEmpty();
    assertThat(bare.version()).isPositive();
    Query bySource = Query.text("aaaa").rerank(MODEL, 10);
    Record payload = c.search(bySource.include(Set.of(Include.PAYLOAD))).hits().getFirst().record();
    assertThat(payload.payload()).containsEntry("t", new Value.Text("12345"));
    assertThat(payload.sources()).isEmpty();
  }

  @Test
  default void everyKindOfTargetIsReranked() {
    Collection c = letters();
    c.createFullTextIndex(FullTextSpec.ofFields("t"));
    c.awaitIndexed(PATIENCE);
    assertThat(ids(c.search(Query.fullText("12345 1234").rerank(MODEL, 10, "t"))))
        .containsExactly(5L, 1L);
    Query fused = Query.fused(Fusion.RRF, Query.text("aaaa"), Query.fullText("aaaa"));
    assertThat(ids(c.search(fused.k(2).rerank(MODEL, 10, "t")))).containsExactly(1L, 5L);
    Query apart = Query.fused(Fusion.RRF, Query.text("aaaa"), Query.fullText("12345"));
    assertThat(ids(c.search(apart.k(2).rerank(new Rerank(MODEL, 10, "t").query("12345")))))
        .containsExactly(5L, 1L);
    assertThatThrownBy(() -> apart.rerank(MODEL, 10))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("or more than one");
    Rerank rerank = new Rerank(MODEL, 10).query("aaaaaaaaaa");
    assertThat(ids(c.search(Query.like(RecordId.of(5)).k(2).rerank(rerank))))
        .containsExactly(2L, 1L);
    List<Query> queries = new ArrayList<>();
    for (int k = 1; k < 5; k++) {
      queries.add(Query.text("aaaa").k(k).rerank(MODEL, 5));
      queries.add(Query.text("aaaa").k(k));
    }
    List<SearchResult> together = c.search(queries);
    for (int i = 0; i < queries.size(); i++) {
      assertThat(ids(together.get(i))).isEqualTo(ids(c.search(queries.get(i))));
    }
  }

  @Test
  default void whatCannotBeRerankedIsRefused() {
    Collection c = letters();
    Query query = Query.text("aaaa").k(2);
    assertThatThrownBy(() -> c.search(query.rerank("none", 5)))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("no model 'none'");
    assertThatThrownBy(() -> c.search(query.rerank(LetterEmbedders.LETTERS, 5)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("is no reranker");
    for (String using : List.of("dropped", "given")) {
      assertThatThrownBy(
              () -> c.search(Query.vector(1).using(using).rerank(new Rerank(MODEL, 10).query("a"))))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("query.rerank.field must be given")
          .hasMessageContaining("'" + using + "'");
    }
    assertThatThrownBy(() -> c.search(query.rerank(MODEL, 5, "no.such")))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("none of the 5 records found has a text in payload field 'no.such'");
    assertThatThrownBy(() -> query.rerank(MODEL, 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("topN of rerank must be at least k (2): 1");
    assertThatThrownBy(() -> query.rerank(MODEL, Rerank.MAX_TOP_N + 1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("1 to 1000: 1001");
    assertThatThrownBy(() -> Query.vector(1).rerank(MODEL, 10))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("query of rerank must be given");
    assertThatThrownBy(() -> query.mmr(0.5).rerank(MODEL, 10))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("does not go together");
    assertThatThrownBy(() -> query.groupBy("t", 1).rerank(MODEL, 10))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(() -> Query.fused(Fusion.RRF, query.rerank(MODEL, 10)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("no rerank");
    assertThatThrownBy(() -> c.search(query.rerank(MODEL, 5).timeout(Duration.ofNanos(1))))
        .isInstanceOf(AkinException.DeadlineExceeded.class);
    assertThat(c.search(Query.text("a").minScore(2).rerank(MODEL, 10)).hits()).isEmpty();
  }

  @Test
  default void aRerankerIsListedAndMakesNoVectors() {
    assertThat(db().models()).contains(ModelInfo.ofReranker(MODEL, 0, "same-length-1"));
    assertThatThrownBy(() -> db().createCollection("d", CollectionSpec.ofEmbedder(MODEL)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("is a reranker");
    assertThatThrownBy(() -> db().embed(MODEL, List.of(Input.text("a")), EmbedOptions.QUERY))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("is a reranker");
    assertThatThrownBy(() -> db().embedTokens(MODEL, "a"))
        .isInstanceOf(AkinException.InvalidArgument.class);
  }
}
