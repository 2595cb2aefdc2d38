package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingStatsTest {
  @Test
  void aQuestionAskedAgainIsNotEmbeddedAgain(@TempDir Path directory) {
    try (EmbeddedDatabase db = EmbeddedDatabase.open(directory)) {
      Collection docs = db.createCollection("docs", CollectionSpec.ofEmbedder("minilm"));
      docs.upsert(Record.of(1).text("The cat sat on the mat."), Record.of(2).text("Rates rose."));
      long before = db.embeddingStats().models().get("minilm").inputs();
      for (int i = 0; i < 3; i++) {
        assertThat(docs.search(Query.text("a feline at rest").k(1)).hits().getFirst().id())
            .isEqualTo(RecordId.of(1));
      }
      EmbeddingStats stats = db.embeddingStats();
      assertThat(stats.queryCacheHits()).isEqualTo(2);
      assertThat(stats.queryCacheMisses()).isEqualTo(1);
      assertThat(stats.models().get("minilm").inputs()).isEqualTo(before + 1);
      assertThat(stats.models().get("minilm").tokens()).isGreaterThan(10);
    }
  }
}
