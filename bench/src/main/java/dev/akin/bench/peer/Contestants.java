package dev.akin.bench.peer;

import java.util.Optional;

/** The contestants of the JVM by their ids. */
final class Contestants {
  private Contestants() {}

  /**
   * A new contestant.
   *
   * @throws IllegalArgumentException if there is none of this id
   */
  static Contestant create(String id) {
    Optional<AkinName> ours = AkinName.of(id);
    if (ours.isPresent()) {
      return ours.get().contestant();
    }
    return switch (id) {
      case "akin-hnsw-sealed" -> new AkinSealedContestant();
      case "akin-engine" -> new AkinEngineContestant();
      case "lucene" -> new LuceneContestant();
      case "jvector" -> new JVectorContestant();
      case "hnswlib-java" -> new HnswlibJavaContestant();
      default -> throw new IllegalArgumentException("no contestant of the JVM: " + id);
    };
  }
}
