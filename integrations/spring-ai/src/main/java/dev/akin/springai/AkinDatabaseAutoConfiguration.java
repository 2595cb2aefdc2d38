package dev.akin.springai;

import dev.akin.api.Database;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.EmbeddedDatabase;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A database from {@code spring.ai.vectorstore.akin.address} or {@code …data-directory}, unless
 * there is one already. It is closed with the context.
 */
@AutoConfiguration
@EnableConfigurationProperties(AkinProperties.class)
public class AkinDatabaseAutoConfiguration {
  /** The database of a server. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(RemoteDatabase.class)
  @ConditionalOnProperty(AkinProperties.PREFIX + ".address")
  static class Remote {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Database akinDatabase(AkinProperties properties) {
      return RemoteDatabase.connect(properties.address());
    }
  }

  /** A database in this process. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(EmbeddedDatabase.class)
  @ConditionalOnProperty(AkinProperties.PREFIX + ".data-directory")
  static class Embedded {
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Database akinDatabase(AkinProperties properties) {
      return EmbeddedDatabase.open(properties.dataDirectory());
    }
  }
}
