package dev.akin.bench.churn;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorInfo;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Deletes a part of a collection's records and adds them again, many times over, and compares what
 * that leaves with a collection that was written once: as it is, with optimizations that happen by
 * themselves, and after one that was called for.
 */
final class ChurnBench {
  static final String FRESH = "fresh";
  static final String CHURNED = "churned, not optimized";
  static final String OPTIMIZED = "churned, then optimized";
  static final String BY_ITSELF = "churned, optimized by itself";

  private static final Duration PATIENCE = Duration.ofHours(6);
  private static final int K = 10;

  /** Set, since what a target recall takes is learnt from samples. */
  private static final int EF_SEARCH = 100;

  private static final int DELETES = 1000;

  private final float[][] rows;
  private final float[][] queries;
  private final int[][] truth;
  private final int rounds;
  private final double part;
  private final Path folder;
  private final Consumer<String> log;

  /**
   * A bench.
   *
   * @param truth per query the exact neighbours, at least 10, best first
   * @param folder for the data directories
   */
  ChurnBench(
      float[][] rows,
      float[][] queries,
      int[][] truth,
      int rounds,
      double part,
      Path folder,
      Consumer<String> log) {
    this.rows = rows;
    this.queries = queries;
    this.truth = truth;
    this.rounds = rounds;
    this.part = part;
    this.folder = folder;
    this.log = log;
  }

  List<ChurnReport.Figure> run(long seed) throws IOException {
    List<ChurnReport.Figure> figures = new ArrayList<>();
    EmbeddedOptions byHand = EmbeddedOptions.DEFAULTS.withOptimizeDeadPart(1);
    figures.add(measure(FRESH, byHand, collection -> {}));
    figures.add(measure(CHURNED, byHand, collection -> churn(collection, new Random(seed))));
    figures.add(
        measure(
            OPTIMIZED,
            byHand,
            collection -> {
              churn(collection, new Random(seed));
              collection.optimize(OptimizeOptions.DEFAULTS, progress -> {});
            }));
    figures.add(
        measure(
            BY_ITSELF,
            EmbeddedOptions.DEFAULTS,
            collection -> {
              churn(collection, new Random(seed));
              awaitRest(collection);
            }));
    return figures;
  }

  private ChurnReport.Figure measure(
      String name, EmbeddedOptions options, Consumer<Collection> work) throws IOException {
    Path directory = folder.resolve(name.replaceAll("[^a-z]+", "-"));
    long start = System.nanoTime();
    double recall;
    long indexBytes;
    long dead;
    double seconds;
    try (EmbeddedDatabase database = EmbeddedDatabase.open(directory, options)) {
      Collection collection =
          database.createCollection(
              "churn", CollectionSpec.ofDimension(rows[0].length).sync(SyncMode.OS));
      write(collection, indexes());
      collection.awaitIndexed(PATIENCE);
      work.accept(collection);
      collection.awaitIndexed(PATIENCE);
      collection.checkpoint();
      seconds = (System.nanoTime() - start) / 1e9;
      recall = recall(collection);
      VectorInfo info = collection.info().vectors().get(Record.DEFAULT_VECTOR);
      indexBytes = info.memoryBytes();
      dead = collection.info().dead();
    }
    ChurnReport.Figure figure =
        new ChurnReport.Figure(name, recall, indexBytes, bytes(directory), dead, seconds);
    log.accept(String.format(Locale.ROOT, "%s: %.0f s", name, seconds));
    return figure;
  }

  private List<Integer> indexes() {
    List<Integer> indexes = new ArrayList<>(rows.length);
    for (int i = 0; i < rows.length; i++) {
      indexes.add(i);
    }
    return indexes;
  }

  private void write(Collection collection, List<Integer> indexes) {
    try (RecordWriter writer = collection.writer()) {
      indexes.forEach(i -> writer.write(Record.of(i).vector(rows[i])));
    }
  }

  private void churn(Collection collection, Random random) {
    List<Integer> indexes = indexes();
    int count = (int) (part * rows.length);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(indexes, random);
      List<Integer> chosen = List.copyOf(indexes.subList(0, count));
      for (int from = 0; from < count; from += DELETES) {
        collection.delete(
            chosen.subList(from, Math.min(count, from + DELETES)).stream()
                .map(i -> RecordId.of((long) i))
                .toList());
      }
      write(collection, chosen);
      collection.awaitIndexed(PATIENCE);
    }
  }

  /** Until no optimization is running and none is due. */
  private static void awaitRest(Collection collection) {
    try {
      int calm = 0;
      while (calm < 4) {
        Thread.sleep(500);
        calm = collection.info().optimizing().isPresent() ? 0 : calm + 1;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private double recall(Collection collection) {
    long hits = 0;
    for (int i = 0; i < queries.length; i++) {
      Set<Integer> exact = new HashSet<>();
      Arrays.stream(truth[i]).limit(K).forEach(exact::add);
      for (Hit hit :
          collection
              .search(Query.vector(queries[i]).k(K).efSearch(EF_SEARCH).include(Set.of()))
              .hits()) {
        if (hit.id() instanceof RecordId.Numeric id && exact.contains((int) id.value())) {
          hits++;
        }
      }
    }
    return (double) hits / ((long) K * queries.length);
  }

  private static long bytes(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
