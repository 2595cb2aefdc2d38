package dev.akin.springai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Database;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class AkinAutoConfigurationTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  AkinDatabaseAutoConfiguration.class, AkinVectorStoreAutoConfiguration.class));

  @Test
  void withoutPropertiesThereIsNothing() {
    runner.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context).doesNotHaveBean(Database.class);
          assertThat(context).doesNotHaveBean(VectorStore.class);
        });
  }

  @Test
  void aDataDirectoryGivesAStoreThatKeepsItsDocuments(@TempDir Path directory) {
    ApplicationContextRunner embedded =
        runner.withPropertyValues(
            "spring.ai.vectorstore.akin.data-directory=" + directory.resolve("data"),
            "spring.ai.vectorstore.akin.collection=notes");
    embedded.run(
        context -> {
          assertThat(context).hasNotFailed();
          assertThat(context.getBean(Database.class)).isInstanceOf(EmbeddedDatabase.class);
          context.getBean(VectorStore.class).add(List.of(new Document("a lamp for the desk")));
        });
    embedded.run(
        context -> {
          assertThat(context.getBean(VectorStore.class).similaritySearch("light"))
              .extracting(Document::getText)
              .containsExactly("a lamp for the desk");
          assertThat(context.getBean(Database.class).collection("notes").count()).isEqualTo(1);
        });
  }

  @Test
  void anAddressGivesTheStoreOfAServer(@TempDir Path directory) {
    try (Database database = EmbeddedDatabase.open(directory);
        AkinServer server = AkinServer.start(database, ServerOptions.DEFAULTS.port(0))) {
      runner
          .withPropertyValues("spring.ai.vectorstore.akin.address=127.0.0.1:" + server.port())
          .run(
              context -> {
                assertThat(context.getBean(Database.class)).isInstanceOf(RemoteDatabase.class);
                context.getBean(VectorStore.class).add(List.of(new Document("a lamp")));
                assertThat(database.collection("documents").count()).isEqualTo(1);
              });
    }
  }

  @Test
  void beansOfTheProgramComeFirst(@TempDir Path directory) {
    try (Database mine = EmbeddedDatabase.open(directory)) {
      EmbeddingModel model = new AkinEmbeddingModel(mine, "minilm");
      runner
          .withBean("mine", Database.class, () -> mine)
          .withBean("model", EmbeddingModel.class, () -> model)
          .withPropertyValues("spring.ai.vectorstore.akin.address=127.0.0.1:1")
          .run(
              context -> {
                assertThat(context).getBean(Database.class).isSameAs(mine);
                assertThat(context).getBean(EmbeddingModel.class).isSameAs(model);
                assertThat(context).hasSingleBean(AkinVectorStore.class);
              });
    }
  }
}
