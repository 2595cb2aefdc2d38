package dev.akin.index.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.SearchParams;
import dev.akin.index.FloatRows;
import dev.akin.index.SearchRequest;
import dev.akin.index.hnsw.HnswIndex;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFileTest {
  private static final HnswConfig CONFIG = new HnswConfig(4, 20, 1);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void name() {
    path = folder.resolve("index");
  }

  @Test
  void sectionsComeBackAsWritten() {
    byte[] large = new byte[3 * IndexFileFormat.BLOCK_BYTES + 17];
    new Random(1).nextBytes(large);
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.longs("longs", new long[] {1, -2, Long.MAX_VALUE});
      out.ints("empty", new int[0]);
      out.bytes("large", large);
      out.ints("ints", new int[] {7});
      out.finish();
    }
    try (IndexFile file = IndexFile.open(path)) {
      assertThat(file.names()).containsExactlyInAnyOrder("longs", "empty", "large", "ints");
      assertThat(file.longs("longs")).containsExactly(1, -2, Long.MAX_VALUE);
      assertThat(file.ints("empty")).isEmpty();
      assertThat(file.bytes("large")).isEqualTo(large);
      assertThat(file.ints("ints")).containsExactly(7);
      assertThat(file.has("other")).isFalse();
      assertThat(file.offset("large") % IndexFileFormat.ALIGNMENT).isZero();
      assertThat(file.map("large").get(ValueLayout.JAVA_BYTE, 5)).isEqualTo(large[5]);
    }
  }

  @Test
  void aWriterGoesOnAfterTheLastCommit() throws IOException {
    FileStamp committed;
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("first", new int[] {1, 2});
      committed = out.commit();
      out.bytes("lost", new byte[IndexFileFormat.BLOCK_BYTES + 1]);
    }
    try (IndexFileWriter out = IndexFileWriter.reopen(path, committed)) {
      assertThat(Files.size(path)).isEqualTo(committed.length());
      assertThat(out.map("first").toArray(ValueLayout.JAVA_INT)).containsExactly(1, 2);
      assertThatIllegalArgumentException().isThrownBy(() -> out.begin("first"));
      out.ints("second", new int[] {3});
      out.finish();
      assertThat(out.stamp()).isNotEqualTo(committed);
    }
    try (IndexFile file = IndexFile.open(path)) {
      assertThat(file.names()).containsExactlyInAnyOrder("first", "second");
      assertThat(file.ints("first")).containsExactly(1, 2);
      assertThat(file.ints("second")).containsExactly(3);
    }
    assertThatExceptionOfType(CorruptIndexFileException.class)
        .isThrownBy(() -> IndexFileWriter.reopen(path, committed));
  }

  @Test
  void aWriterDoesNotGoOnWithAnotherFileOrADamagedOne() throws IOException {
    FileStamp other;
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("first", new int[] {1, 3});
      other = out.commit();
    }
    FileStamp committed;
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("first", new int[] {1, 2});
      committed = out.commit();
    }
    assertThat(other.length()).isEqualTo(committed.length());
    assertThatExceptionOfType(CorruptIndexFileException.class)
        .isThrownBy(() -> IndexFileWriter.reopen(path, other))
        .withMessageContaining("another file");
    byte[] bytes = Files.readAllBytes(path);
    bytes[IndexFileFormat.ALIGNMENT] ^= 1;
    Files.write(path, bytes);
    assertThatExceptionOfType(CorruptIndexFileException.class)
        .isThrownBy(() -> IndexFileWriter.reopen(path, committed))
        .withMessageContaining("checksum of a block");
    Files.write(path, Arrays.copyOf(bytes, 5000));
    assertThatExceptionOfType(CorruptIndexFileException.class)
        .isThrownBy(() -> IndexFileWriter.reopen(path, committed));
  }

  @Test
  void whatIsWrittenToAPrivateMappingStaysInThisProcess() throws IOException {
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("ints", new int[] {1, 2});
      out.finish();
    }
    byte[] before = Files.readAllBytes(path);
    try (IndexFile file = IndexFile.open(path)) {
      file.mapPrivate("ints").set(ValueLayout.JAVA_INT, 0, 99);
      assertThat(file.ints("ints")).containsExactly(1, 2);
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(before);
  }

  @Test
  void aFileThatWasNotFinishedIsCorrupt() {
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("ints", new int[] {1});
    }
    assertThatExceptionOfType(CorruptIndexFileException.class)
        .isThrownBy(() -> IndexFile.open(path))
        .withMessageContaining(path.toString())
        .withMessageContaining("offset 0");
  }

  @Test
  void theWriterRefusesWhatTheFormatCannotHold() {
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("a", new int[1]);
      assertThatIllegalArgumentException().isThrownBy(() -> out.ints("a", new int[1]));
      assertThatIllegalArgumentException().isThrownBy(() -> out.begin(""));
      assertThatIllegalArgumentException().isThrownBy(() -> out.begin("x".repeat(33)));
      assertThatIllegalArgumentException().isThrownBy(() -> out.begin("ä"));
      out.begin("b");
      assertThatIllegalStateException().isThrownBy(out::finish);
    }
  }

  @Test
  void aMissingSectionIsCorrupt() {
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.ints("ints", new int[1]);
      out.finish();
    }
    try (IndexFile file = IndexFile.open(path)) {
      assertThatExceptionOfType(CorruptIndexFileException.class)
          .isThrownBy(() -> FloatRows.open(file))
          .withMessageContaining("rows.shape");
      assertThatExceptionOfType(CorruptIndexFileException.class)
          .isThrownBy(() -> file.longs("ints"));
    }
  }

  @Test
  void aTornFileIsCorruptWhereverItEnds() throws IOException {
    byte[] good = saved();
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      int length = i < 40 ? i : random.nextInt(good.length);
      Files.write(path, Arrays.copyOf(good, length));
      assertThatExceptionOfType(CorruptIndexFileException.class).isThrownBy(this::openAll);
    }
  }

  @Test
  void flippedBitsAreNoticedOrHarmless() throws IOException {
    byte[] good = saved();
    Random random = new Random(3);
    int noticed = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      int at = i < 40 ? i : random.nextInt(good.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(path, bad);
      try {
        openAll();
      } catch (CorruptIndexFileException e) {
        noticed++;
        assertThat(e.offset()).isBetween(0L, (long) good.length);
      }
      assertThat(i >= 40 || noticed == i + 1).as("header byte %d", i).isTrue();
    }
    assertThat(noticed).isGreaterThan(200);
  }

  /** What the checksums cannot catch: a file that is sound, written with nonsense in it. */
  @Test
  void soundFilesWithNonsenseAreCorrupt() {
    for (int victim = 0; victim < 9; victim++) {
      writeNonsense(victim);
      assertThatExceptionOfType(CorruptIndexFileException.class)
          .as("victim %d", victim)
          .isThrownBy(this::openAll);
    }
  }

  private void writeNonsense(int victim) {
    int[] level0 = new int[3 * 16];
    Arrays.fill(level0, -1);
    level0[0] = victim == 0 ? 3 : 1;
    level0[16] = victim == 1 ? -7 : 0;
    int[] upper = new int[16];
    Arrays.fill(upper, -1);
    upper[0] = victim == 2 ? 1_000_000 : -1;
    long entry = victim == 3 ? 9 : 0;
    long level = victim == 4 ? 3 : 1;
    long lists = victim == 5 ? 2 : 3;
    try (IndexFileWriter out = new IndexFileWriter(path)) {
      out.longs("rows.shape", new long[] {2, victim == 6 ? 4 : 3});
      out.longs("rows.present", new long[] {7});
      out.ints("rows.data", new int[3 * 16]);
      out.longs("hnsw.shape", new long[] {4, 2, 2, lists, entry, level, -1, 0});
      out.longs("hnsw.nodes", new long[] {7});
      out.ints("hnsw.level0", level0);
      out.ints("hnsw.twins", victim == 7 ? new int[] {0, 5} : new int[0]);
      out.ints("hnsw.owners", new int[] {victim == 8 ? 2 : 0});
      out.ints("hnsw.upper", upper);
      out.finish();
    }
  }

  @Test
  void aGraphIsNotOpenedUnderAnotherConfiguration() throws IOException {
    saved();
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file)) {
      assertThatExceptionOfType(CorruptIndexFileException.class)
          .isThrownBy(() -> HnswIndex.open(file, rows, Metric.COSINE, CONFIG));
      assertThatExceptionOfType(CorruptIndexFileException.class)
          .isThrownBy(() -> HnswIndex.open(file, rows, Metric.DOT, CONFIG.withM(5)));
    }
  }

  /** A file written by version 1 of the format: it must open for ever, and answer the same. */
  @Test
  void theGoldenFileOpens() throws IOException {
    try (InputStream golden = IndexFileTest.class.getResourceAsStream("/index-format-1.akinidx")) {
      Files.copy(golden, path);
    }
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        HnswIndex index = HnswIndex.open(file, rows, Metric.DOT, CONFIG)) {
      assertThat(rows.dimension()).isEqualTo(5);
      assertThat(index.size()).isEqualTo(200);
      assertThat(index.unreachable()).isZero();
      for (int i = 1; i < 200; i += 10) {
        float[] query = new float[5];
        rows.copy(i, query);
        SearchRequest request = SearchRequest.of(query, 5);
        int[] exact = index.search(request.withParams(new SearchParams.Exact())).ordinals();
        assertThat(index.search(request).ordinals()).isEqualTo(exact);
      }
      SearchRequest all = SearchRequest.of(new float[] {1, 1, 1, 1, 1}, 200);
      assertThat(index.search(all).ordinals()).contains(0, 10, 190).doesNotHaveDuplicates();
    }
  }

  private byte[] saved() throws IOException {
    Random random = new Random(4);
    try (FloatRows rows = new FloatRows(5);
        HnswIndex index = new HnswIndex(rows, Metric.DOT, CONFIG);
        IndexFileWriter out = new IndexFileWriter(path)) {
      for (int i = 0; i < 200; i++) {
        float[] vector = new float[5];
        for (int j = 0; i % 10 != 0 && j < 5; j++) {
          vector[j] = random.nextFloat() - 0.5f;
        }
        rows.put(i, vector);
        index.add(i);
      }
      rows.save(out, 200);
      index.save(out, 200);
      out.finish();
    }
    return Files.readAllBytes(path);
  }

  private void openAll() {
    try (IndexFile file = IndexFile.open(path);
        FloatRows rows = FloatRows.open(file);
        HnswIndex index = HnswIndex.open(file, rows, Metric.DOT, CONFIG)) {
      assertThat(index.size()).isPositive();
    }
  }
}
