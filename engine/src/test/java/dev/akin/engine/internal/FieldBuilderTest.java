package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.VectorSpec;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.engine.RandomVectors;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.file.IndexFile;
import dev.akin.index.file.IndexFileWriter;
import dev.akin.index.hnsw.HnswIndex;
import dev.akin.storage.VectorMeta;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is built in several goes, each of which is ended half-way. */
@Timeout(60)
class FieldBuilderTest {
  private static final int DIMENSION = 16;
  private static final int ROWS = 2000;
  private static final HnswConfig CONFIG = new HnswConfig(8, 60, 1);
  private static final VectorMeta VECTOR =
      new VectorMeta(
          7,
          VectorSpec.ofDimension(DIMENSION)
              .metric(Metric.EUCLIDEAN)
              .index(CONFIG)
              .quantizer(QuantizerConfig.Sq8.DEFAULTS),
          Optional.empty());
  private static final int[] ALL = IntStream.range(0, ROWS).toArray();
  private static final FieldBuilder.RowCopy NONE =
      (_, _) -> {
        throw new AssertionError("the rows are copied again");
      };

  @TempDir private Path directory;
  private final FloatRows rows = new FloatRows(DIMENSION);
  private final List<String> stages = new ArrayList<>();
  private RebuildJournal journal;
  private RebuildProgress progress;

  @BeforeEach
  void begin() {
    RandomVectors vectors = new RandomVectors(DIMENSION, 1);
    for (int ordinal : ALL) {
      rows.put(ordinal, vectors.next());
    }
    beginJournal();
  }

  private void beginJournal() {
    long[] seqs = IntStream.rangeClosed(1, ROWS).asLongStream().toArray();
    journal = RebuildJournal.begin(directory, new RebuildPlan(seqs, ROWS, ROWS, "settings"), 1);
  }

  @AfterEach
  void close() {
    rows.close();
  }

  /** Ends when a part of the graph is finished. */
  private void buildAPart() {
    BooleanSupplier stop = () -> Files.exists(journal.graphFile(7));
    assertThatThrownBy(() -> write(this::copy, Duration.ofMillis(20), stop))
        .isInstanceOf(CancellationException.class);
    assertThat(journal.finished(7, RebuildJournal.Kind.GRAPH)).isPresent();
    assertThat(journal.finished(7, RebuildJournal.Kind.WHOLE)).isEmpty();
    journal = RebuildJournal.resume(directory).orElseThrow();
  }

  private FloatRows copy(IndexFileWriter out, BooleanSupplier stop) {
    return rows.copy(ALL, out, stop);
  }

  private void write(FieldBuilder.RowCopy from, Duration partEvery, BooleanSupplier stop) {
    progress = new RebuildProgress();
    progress.start(FieldBuilder.cost(VECTOR.spec(), ROWS));
    stages.clear();
    try (ForkJoinPool pool = new ForkJoinPool(2)) {
      new FieldBuilder(
              pool, journal, partEvery, progress, () -> stages.add(progress.now().stage()), stop)
          .write("v", VECTOR, from, ROWS);
    }
  }

  private void finish(FieldBuilder.RowCopy from) {
    write(from, Duration.ofHours(1), () -> false);
    assertThat(progress.now().fraction()).isEqualTo(1);
    assertThat(Files.exists(journal.graphFile(7))).isFalse();
    assertWhole();
  }

  private void assertWhole() {
    try (IndexFile file = IndexFile.open(journal.vectorFile(7));
        FloatRows built = FloatRows.open(file);
        HnswIndex graph =
            HnswIndex.open(file, built, Metric.EUCLIDEAN, CONFIG, QuantizerConfig.Sq8.DEFAULTS)) {
      assertThat(graph.size()).isEqualTo(ROWS);
      assertThat(graph.unreachable()).isZero();
      int found = 0;
      float[] expected = new float[DIMENSION];
      float[] row = new float[DIMENSION];
      for (int ordinal : ALL) {
        rows.copy(ordinal, expected);
        built.copy(ordinal, row);
        assertThat(row).isEqualTo(expected);
        int best = graph.search(new SearchRequest(row, 1, null, null, () -> false)).ordinals()[0];
        found += best == ordinal ? 1 : 0;
      }
      assertThat(found).isGreaterThan(ROWS * 93 / 100);
    }
  }

  @Test
  void theRowsAndThePartOfTheGraphAreTakenOver() {
    buildAPart();
    finish(NONE);
    assertThat(stages).contains("going on with the index of vector 'v'");
  }

  @Test
  void aWholeFileIsTakenOver() throws IOException {
    finish(this::copy);
    long written = Files.getLastModifiedTime(journal.vectorFile(7)).to(TimeUnit.NANOSECONDS);
    journal = RebuildJournal.resume(directory).orElseThrow();
    finish(NONE);
    assertThat(Files.getLastModifiedTime(journal.vectorFile(7)).to(TimeUnit.NANOSECONDS))
        .isEqualTo(written);
    assertThat(stages).containsOnly("verifying vector 'v'");
  }

  @Test
  void aDamagedPartIsBuiltAgain() throws IOException {
    buildAPart();
    // All of its second half: a single byte may be one that only fills a page.
    for (long at = Files.size(journal.graphFile(7)) / 2;
        at < Files.size(journal.graphFile(7));
        at += 64) {
      damage(journal.graphFile(7), at);
    }
    finish(NONE);
    assertThat(stages).doesNotContain("going on with the index of vector 'v'");
  }

  /** In the rows, in the header and in the directory. */
  @ParameterizedTest
  @ValueSource(ints = {20_000, 10, -1})
  void damagedRowsAreCopiedAgain(int at) throws IOException {
    buildAPart();
    long length = journal.finished(7, RebuildJournal.Kind.ROWS).orElseThrow().length();
    damage(journal.vectorFile(7), at < 0 ? length + at : at);
    assertThatThrownBy(() -> finish(NONE)).hasMessageContaining("copied again");
    finish(this::copy);
  }

  @ParameterizedTest
  @ValueSource(ints = {20_000, 10, -1})
  void aDamagedFileIsWrittenAgain(int at) throws IOException {
    finish(this::copy);
    Path file = journal.vectorFile(7);
    damage(file, at < 0 ? Files.size(file) + at : at);
    assertThatThrownBy(() -> finish(NONE)).hasMessageContaining("copied again");
    finish(this::copy);
  }

  /** It is whole, but nobody knows what of. */
  @Test
  void aFileThatTheJournalDoesNotKnowIsWrittenAgain() throws IOException {
    finish(this::copy);
    Path another = Files.copy(journal.vectorFile(7), directory.resolve("kept"));
    Files.delete(directory.resolve("journal.akn"));
    assertThat(RebuildJournal.resume(directory)).isEmpty();
    beginJournal();
    assertThatThrownBy(() -> finish(NONE)).hasMessageContaining("copied again");
    finish(this::copy);
    // The journal knows of one, and another is in its place.
    try (IndexFile one = IndexFile.open(another);
        IndexFile other = IndexFile.open(journal.vectorFile(7))) {
      assertThat(one.stamp()).isNotEqualTo(other.stamp());
    }
    Files.copy(another, journal.vectorFile(7), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> finish(NONE)).hasMessageContaining("copied again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal.akn", "plan.akn"})
  void aDamagedJournalOrPlanIsNotTrusted(String name) throws IOException {
    for (long at : new long[] {4100, 10, Files.size(directory.resolve(name)) - 1}) {
      damage(directory.resolve(name), at);
      assertThat(RebuildJournal.resume(directory)).isEmpty();
      damage(directory.resolve(name), at);
      assertThat(RebuildJournal.resume(directory)).isPresent();
    }
    RebuildPlan other = new RebuildPlan(new long[] {1}, 1, 1, "settings");
    assertThat(other.write(directory.resolve("plan.akn"))).isNotNull();
    assertThat(RebuildJournal.resume(directory)).isEmpty();
  }

  /** Flips a bit; twice is as before. */
  private static void damage(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int there = bytes.read();
      bytes.seek(at);
      bytes.write(there ^ 4);
    }
  }

  @Test
  void timeAndProcessesAreCountedUntilSomethingIsFinished() throws InterruptedException {
    assertThat(RebuildJournal.left(directory)).contains(new RebuildJournal.Left(1, 1));
    journal = RebuildJournal.resume(directory).orElseThrow();
    Thread.sleep(5);
    journal.unfinished(7);
    journal = RebuildJournal.resume(directory).orElseThrow();
    assertThat(RebuildJournal.left(directory)).contains(new RebuildJournal.Left(3, 1));
    assertThat(journal.before()).isPositive();
    journal.leave();
    assertThat(RebuildJournal.left(directory)).contains(new RebuildJournal.Left(0, 1));
    buildAPart();
    assertThat(RebuildJournal.left(directory)).contains(new RebuildJournal.Left(2, 1));
  }
}
