package dev.akin.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.akin.bench.data.Dataset;
import dev.akin.bench.data.DatasetCache;
import dev.akin.bench.data.RandomVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contestant that can run here, in its own process as in a benchmark. */
class ContestantTest {
  @TempDir static Path folder;

  private static Dataset dataset;

  @BeforeAll
  static void make() throws IOException {
    dataset = new DatasetCache(folder, progress -> {}).open(new RandomVectors(4300, 16, 5), 100);
  }

  @AfterAll
  static void close() throws IOException {
    dataset.close();
  }

  static List<Peer> peers() {
    Peers peers = new Peers(System.getProperty("akin.bench.python", "python3"));
    // Of ours, one of each kind of code.
    Set<String> ours =
        Set.of(
            "akin-hnsw",
            "akin-hnsw-sq8",
            "akin-ivf",
            "akin-ivf-pq",
            "akin-flat-rabitq5",
            "akin-engine");
    List<String> words = new ArrayList<>(peers.words());
    words.removeIf(word -> word.startsWith("akin-") && !ours.contains(word));
    return peers.named(words);
  }

  @ParameterizedTest
  @MethodSource("peers")
  void findsNearlyAllNeighbours(Peer peer) throws IOException {
    Optional<String> missing = peer.prepare(folder);
    assumeTrue(missing.isEmpty(), () -> peer.label() + ": " + missing.get());
    Path work = folder.resolve("work-" + peer.id());
    try (WorkerProcess worker = start(peer, work)) {
      WorkerProcess.Built built = worker.build(2);
      assertThat(built.seconds()).isPositive();
      assertThat(built.cpuSeconds()).isPositive();
      assertThat(built.about()).isNotEmpty();
      boolean index = peer.id().startsWith("akin-") && !peer.id().equals("akin-engine");
      assertThat(built.hotBytes() > 0).isEqualTo(index);
      assertThat(built.bytesOnDisk()).isGreaterThan(4200 * 16 * 4);

      boolean exact = peer.minParameter(10) == peer.maxParameter(dataset.size());
      WorkerProcess.Found few = worker.find(peer.minParameter(10), 10);
      WorkerProcess.Found many = worker.find(isGraphOfOurs(peer) ? 1000 : 100, 10);
      assertThat(hits(many)).isGreaterThan(970); // of 1,000
      assertThat(hits(few)).isLessThan(exact ? 1001 : hits(many));
      if (many.distances() >= 0) {
        assertThat(few.distances()).isLessThanOrEqualTo(many.distances());
        assertThat(many.distances()).isBetween(100 * 10L, 100 * 2L * dataset.size());
      }

      WorkerProcess.Timed timed = worker.time(100, 10, 1_000_000, 20_000_000);
      assertThat(timed.latencies()).isNotEmpty();
      assertThat(timed.nanos()).isGreaterThanOrEqualTo(20_000_000);
      assertThat(Arrays.stream(timed.latencies()).sum()).isLessThanOrEqualTo(timed.nanos());
      assertThat(timed.cpuNanos()).isPositive().isLessThan(timed.nanos() + 1_000_000);
      assertThat(worker.memory().resident()).isPositive();
    }
    assertThat(work).doesNotExist();
  }

  private static boolean isGraphOfOurs(Peer peer) {
    return peer.id().startsWith("akin-hnsw") || peer.id().equals("akin-engine");
  }

  @Test
  void saysWhyAWorkerFailed() throws IOException {
    try (WorkerProcess worker = start(new BrokenPeer(), folder.resolve("work-broken"))) {
      assertThatThrownBy(() -> worker.build(1)).hasMessage("Broken failed: the cause");
    }
    Peer lucene = new Peers("python3").named(List.of("lucene")).getFirst();
    try (WorkerProcess worker = start(lucene, folder.resolve("work-unbuilt"))) {
      assertThatThrownBy(() -> worker.find(10, 10))
          .hasMessageContaining("failed: error")
          .hasMessageContaining("NullPointerException");
      assertThat(Files.exists(folder.resolve("work-unbuilt"))).isTrue();
    }
  }

  /** Ends at once. */
  private static final class BrokenPeer implements Peer {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public String label() {
      return "Broken";
    }

    @Override
    public String parameterName() {
      return "none";
    }

    @Override
    public int minParameter(int k) {
      return 1;
    }

    @Override
    public int maxParameter(int rows) {
      return 1;
    }

    @Override
    public Optional<String> prepare(Path folder) {
      return Optional.empty();
    }

    @Override
    public List<String> command(Path dataset, Path folder) {
      return List.of("sh", "-c", "echo the cause >&2");
    }
  }

  private static WorkerProcess start(Peer peer, Path work) throws IOException {
    return WorkerProcess.start(peer, dataset.file(), dataset.queries().length, work);
  }

  private static int hits(WorkerProcess.Found found) {
    int hits = 0;
    for (int query = 0; query < found.ordinals().length; query++) {
      int[] best = Arrays.copyOf(dataset.truth().ordinals()[query], 10);
      Arrays.sort(best);
      for (int ordinal : found.ordinals()[query]) {
        hits += Arrays.binarySearch(best, ordinal) >= 0 ? 1 : 0;
      }
    }
    return hits;
  }
}
