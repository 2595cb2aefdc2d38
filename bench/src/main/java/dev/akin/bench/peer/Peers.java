package dev.akin.bench.peer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contestants by the words that name them on the command line. */
public final class Peers {
  private final Map<String, List<Peer>> byWord = new LinkedHashMap<>();

  /**
   * All there are.
   *
   * @param python the interpreter that has faiss
   */
  public Peers(String python) {
    for (AkinName name : AkinName.all()) {
      add(new JavaPeer(name.id(), name.label(), name.parameterName()));
    }
    add(new JavaPeer("akin-hnsw-sealed", "Akin HNSW sealed", JavaPeer.SLACK));
    add(new JavaPeer("akin-engine", "Akin database", JavaPeer.SLACK));
    add(new JavaPeer("lucene", "Lucene HNSW", JavaPeer.EF_SEARCH));
    add(new JavaPeer("jvector", "JVector", JavaPeer.EF_SEARCH));
    add(new JavaPeer("hnswlib-java", "hnswlib-core (Java)", JavaPeer.EF_SEARCH));
    add(new HnswlibPeer());
    List<Peer> faiss = new ArrayList<>();
    for (FaissPeer.Kind kind : FaissPeer.Kind.values()) {
      Peer peer = new FaissPeer(kind, python);
      add(peer);
      faiss.add(peer);
    }
    byWord.put("faiss", faiss);
  }

  /** The words, in the order that contestants are shown. */
  public List<String> words() {
    return List.copyOf(byWord.keySet());
  }

  /**
   * The contestants that words name; {@code faiss} names several.
   *
   * @throws IllegalArgumentException for a word that is none
   */
  public List<Peer> named(List<String> words) {
    List<Peer> named = new ArrayList<>();
    for (String word : words) {
      List<Peer> peers = byWord.get(word);
      if (peers == null) {
        throw new IllegalArgumentException(
            "contestant must be one of " + String.join(", ", words()) + ": " + word);
      }
      for (Peer peer : peers) {
        if (!named.contains(peer)) {
          named.add(peer);
        }
      }
    }
    return named;
  }

  private void add(Peer peer) {
    byWord.put(peer.id(), List.of(peer));
  }
}
