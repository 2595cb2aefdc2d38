package dev.akin.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.filter.FilterParser;
import dev.akin.api.index.Metric;
import dev.akin.engine.EmbeddedDatabase;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AkinEmbeddingStoreTest {
  private static final Embedding UNIT = Embedding.from(new float[] {1, 0});

  private Database database;

  @BeforeEach
  void open(@TempDir Path directory) {
    database = EmbeddedDatabase.open(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void akinSeesTextAndMetadata() {
    AkinEmbeddingStore.open(database, "docs", 2)
        .add(UNIT, TextSegment.from("a lamp", Metadata.from("author", "Ann").put("page", 3)));

    Collection docs = database.collection("docs");
    assertThat(docs.count(FilterParser.parse("metadata.author = 'Ann' and metadata.page > 2")))
        .isEqualTo(1);
    assertThat(docs.count(FilterParser.parse("text contains 'lamp'"))).isEqualTo(1);
  }

  @Test
  void recordsThatOthersWroteAreRead() {
    AkinEmbeddingStore store = AkinEmbeddingStore.open(database, "docs", 2);
    database
        .collection("docs")
        .upsert(
            Record.of(7)
                .vector(1, 0)
                .put("text", "a lamp")
                .put("metadata", java.util.Map.of("sold", true, "tags", List.of("a", "b"))),
            Record.of("bare").vector(0, 1));

    List<EmbeddingMatch<TextSegment>> matches = search(store);
    assertThat(matches).extracting(EmbeddingMatch::embeddingId).containsExactly("7", "bare");
    assertThat(matches.get(0).embedded().metadata().getString("sold")).isEqualTo("true");
    assertThat(matches.get(0).embedded().metadata().getString("tags")).isEqualTo("[a, b]");
    assertThat(matches.get(1).embedded()).isNull();
  }

  @Test
  void anOpenedStoreIsTheSameCollection() {
    AkinEmbeddingStore.open(database, "docs", 2).add("x", UNIT);
    assertThat(search(AkinEmbeddingStore.open(database, "docs", 2)))
        .extracting(EmbeddingMatch::embeddingId)
        .containsExactly("x");
  }

  @Test
  void anotherDimensionOrMetricIsRefused() {
    AkinEmbeddingStore.open(database, "docs", 2);
    assertThatThrownBy(() -> AkinEmbeddingStore.open(database, "docs", 3))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessage("dimension mismatch: collection 'docs' has 2, embeddings have 3");

    Collection far =
        database.createCollection(
            "far",
            CollectionSpec.empty()
                .vector("default", dev.akin.api.VectorSpec.ofDimension(2).metric(Metric.DOT)));
    assertThatThrownBy(() -> AkinEmbeddingStore.of(far))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("collection 'far' has dot");
  }

  @Test
  void listsOfDifferentSizesAreRefusedAndNothingIsWritten() {
    AkinEmbeddingStore store = AkinEmbeddingStore.open(database, "docs", 2);
    assertThatThrownBy(() -> store.addAll(List.of("a", "b"), List.of(UNIT), null))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessage("ids must be as many as embeddings (1): 2");
    assertThat(database.collection("docs").count()).isZero();
  }

  @Test
  void modelsAreThoseOfTheDatabase() {
    assertThatThrownBy(() -> AkinEmbeddingModel.of(database, "none"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("there is no model 'none'; there are [emoji, minilm]");
    AkinEmbeddingModel model = AkinEmbeddingModel.of(database, "minilm");
    assertThat(model.dimension()).isEqualTo(384);
    assertThat(model.embed("a lamp").content().vector()).hasSize(384);
  }

  private static List<EmbeddingMatch<TextSegment>> search(AkinEmbeddingStore store) {
    return store
        .search(EmbeddingSearchRequest.builder().queryEmbedding(UNIT).maxResults(10).build())
        .matches();
  }
}
