package dev.akin.langchain4j;

import dev.akin.api.Database;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own suite of stores from which embeddings are removed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RemovalSuite extends EmbeddingStoreWithRemovalIT {
  private final boolean isRemote;
  private Databases databases;
  private EmbeddingModel model;
  private EmbeddingStore<TextSegment> store;

  RemovalSuite(boolean isRemote) {
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

  @BeforeEach
  void clear() {
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
}
