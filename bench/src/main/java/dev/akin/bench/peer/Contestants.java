package dev.akin.bench.peer;

import dev.akin.api.index.QuantizerConfig;

/** The contestants of the JVM by their ids. */
final class Contestants {
  private Contestants() {}

  /**
   * A new contestant.
   *
   * @throws IllegalArgumentException if there is none of this id
   */
  static Contestant create(String id) {
    return switch (id) {
      case "akin-hnsw" -> new AkinHnswContestant(QuantizerConfig.NONE);
      case "akin-hnsw-sq8" -> new AkinHnswContestant(new QuantizerConfig.Sq8());
      case "akin-ivf" -> new AkinIvfContestant(QuantizerConfig.NONE);
      case "akin-ivf-rabitq" -> new AkinIvfContestant(QuantizerConfig.Rabitq.DEFAULTS);
      case "akin-engine" -> new AkinEngineContestant();
      case "akin-flat" -> new AkinFlatContestant();
      case "lucene" -> new LuceneContestant();
      case "jvector" -> new JVectorContestant();
      case "hnswlib-java" -> new HnswlibJavaContestant();
      default -> throw new IllegalArgumentException("no contestant of the JVM: " + id);
    };
  }
}
