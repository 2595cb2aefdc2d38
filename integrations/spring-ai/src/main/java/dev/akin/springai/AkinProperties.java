package dev.akin.springai;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the auto-configuration reads.
 *
 * @param dataDirectory of a database in this process; null for none
 * @param address host:port of a server; null for none, and taken before a data directory
 * @param collection the vector store's collection, created if there is none
 * @param model the embedding model that becomes a bean if there is none
 */
@ConfigurationProperties(AkinProperties.PREFIX)
public record AkinProperties(
    Path dataDirectory,
    String address,
    @DefaultValue("documents") String collection,
    @DefaultValue("minilm") String model) {
  /** What the names of the properties begin with. */
  public static final String PREFIX = "spring.ai.vectorstore.akin";
}
