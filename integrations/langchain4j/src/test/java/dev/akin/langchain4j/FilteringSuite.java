package dev.akin.langchain4j;

import dev.akin.api.Database;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own suites of stores with metadata and filters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FilteringSuite extends EmbeddingStoreWithFilteringIT {
  private final boolean isRemote;
  private Databases databases;
  private EmbeddingModel model;
  private EmbeddingStore<TextSegment> store;

  FilteringSuite(boolean isRemote) {
    this.isRemote = isRemote;
  }

  @BeforeAll
  void open(@TempDir Path directory) {
    databases = Databases.open(directory);
    Database database = databases.get(isRemote);
    model = AkinEmbeddingModel.of(database, "minilm");
    store = AkinEmbeddingStore.open(database, "segments", model.dimension());
  }

  @AfterAll
  void close() {
    databases.close();
  }

  @Override
  protected void clearStore() {
    store.removeAll();
  }

  @Override
  protected EmbeddingStore<TextSegment> embeddingStore() {
    return store;
  }

  @Override
  protected EmbeddingModel embeddingModel() {
    return model;
  }

  @Override
  protected boolean supportsContains() {
    return true;
  }
}
