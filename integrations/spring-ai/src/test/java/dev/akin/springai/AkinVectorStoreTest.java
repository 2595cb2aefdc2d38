package dev.akin.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.filter.FilterParser;
import dev.akin.api.index.Metric;
import dev.akin.engine.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;

class AkinVectorStoreTest {
  private Database database;
  private AkinEmbeddingModel model;
  private AkinVectorStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    database = EmbeddedDatabase.open(directory);
    model = new AkinEmbeddingModel(database, "minilm");
    store = AkinVectorStore.builder(database, "docs", model).build();
    store.add(
        List.of(
            new Document("1", "a lamp for the desk", Map.of("lang", "en", "year", 2020)),
            new Document("2", "eine Lampe", Map.of("lang", "de", "year", 2023, "sold", true)),
            new Document("3", "the history of bread", Map.of("year", 2024.5))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theNearestComeFirstWithScoreAndDistance() {
    List<Document> found = store.similaritySearch("baking");
    Document first = found.getFirst();
    assertThat(first.getId()).isEqualTo("3");
    assertThat(first.getText()).isEqualTo("the history of bread");
    assertThat(first.getMetadata()).containsEntry("year", 2024.5);
    assertThat(first.getScore()).isBetween(0.3, 1.0);
    assertThat((float) first.getMetadata().get("distance"))
        .isEqualTo((float) (1 - first.getScore()));
    assertThat(found).hasSize(3);
  }

  @Test
  void aThresholdAndTopKCutTheRest() {
    SearchRequest request = SearchRequest.builder().query("baking").topK(2).build();
    assertThat(store.similaritySearch(request)).hasSize(2);
    assertThat(
            store.similaritySearch(
                SearchRequest.from(request).topK(3).similarityThreshold(0.3).build()))
        .extracting(Document::getId)
        .containsExactly("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      nullValues = "none",
      value = {
        "lang == 'en'                          | 1",
        "lang != 'en'                          | 2 3",
        "year > 2020                           | 2 3",
        "year >= 2020 && year < 2024           | 1 2",
        "year <= 2020 OR sold == true           | 1 2",
        "lang in ['en', 'de']                  | 1 2",
        "lang nin ['en']                       | 2 3",
        "NOT (lang == 'en' OR lang == 'de')    | 3",
        "lang IS NULL                          | 3",
        "lang IS NOT NULL AND year < 2022      | 1",
        "lang > 'de'                           | 1",
        "'lang' == 'de'                        | 2",
        "lang == 'fr'                          | ^^",
      })
  void filters(String expression, String ids) {
    List<Document> found =
        store.similaritySearch(
            SearchRequest.builder().query("x").topK(10).filterExpression(expression).build());
    assertThat(found.stream().map(Document::getId).sorted().toList())
        .isEqualTo(ids.isEmpty() ? List.of() : List.of(ids.split(" ")));
  }

  @Test
  void deletes() {
    store.delete(List.of("1", "unknown"));
    store.delete("year > 2024");
    assertThat(store.similaritySearch("x")).extracting(Document::getId).containsExactly("2");
  }

  @Test
  void akinSeesTextAndMetadata() {
    Collection docs = store.<Collection>getNativeClient().orElseThrow();
    assertThat(docs.count(FilterParser.parse("metadata.lang = 'en' and text contains 'lamp'")))
        .isEqualTo(1);
  }

  @Test
  void anotherMetricIsRefused() {
    Collection far =
        database.createCollection("far", CollectionSpec.ofDimension(384).metric(Metric.DOT));
    assertThatThrownBy(() -> AkinVectorStore.builder(far, model).build())
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("collection 'far' has dot");
  }
}
