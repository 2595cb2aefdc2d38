package dev.akin.springai;

import dev.akin.api.Database;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.TokenCountBatchingStrategy;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationConvention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** An embedding model and a vector store on a database, each unless there is one already. */
@AutoConfiguration(after = AkinDatabaseAutoConfiguration.class)
@ConditionalOnBean(Database.class)
@EnableConfigurationProperties(AkinProperties.class)
public class AkinVectorStoreAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(EmbeddingModel.class)
  AkinEmbeddingModel akinEmbeddingModel(Database database, AkinProperties properties) {
    return new AkinEmbeddingModel(database, properties.model());
  }

  @Bean
  @ConditionalOnMissingBean(BatchingStrategy.class)
  BatchingStrategy akinBatchingStrategy() {
    return new TokenCountBatchingStrategy();
  }

  @Bean
  @ConditionalOnMissingBean(VectorStore.class)
  AkinVectorStore akinVectorStore(
      Database database,
      EmbeddingModel embeddingModel,
      AkinProperties properties,
      BatchingStrategy batchingStrategy,
      ObjectProvider<ObservationRegistry> registry,
      ObjectProvider<VectorStoreObservationConvention> convention) {
    return AkinVectorStore.builder(database, properties.collection(), embeddingModel)
        .batchingStrategy(batchingStrategy)
        .observationRegistry(registry.getIfUnique(() -> ObservationRegistry.NOOP))
        .customObservationConvention(convention.getIfAvailable(() -> null))
        .build();
  }
}
