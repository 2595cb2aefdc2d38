package dev.akin.embedders.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A model of 2.4 GB, nearly all of it a hole in a sparse file. */
class LargeModelTest {
  private static final int DIMENSION = 300;
  private static final int BUCKETS = 2_000_000;
  private static final int WORDS = 1_000;

  @TempDir Path temp;

  /** Whatever was read of it would be resident: the pages of a mapped file count. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void opensWithoutReadingItsVectors() throws IOException {
    Path file = write();
    assertThat(Files.size(file)).isGreaterThan(2_400_000_000L);
    long before = residentFileBytes();
    long start = System.nanoTime();
    try (FastTextModel model = FastTextModel.open(file)) {
      System.out.printf("opened 2.4 GB in %d ms%n", (System.nanoTime() - start) / 1_000_000);
      assertThat(model.dimension()).isEqualTo(DIMENSION);
      assertThat(model.wordVector("word7")).hasSize(DIMENSION).startsWith(7f);
      assertThat(model.sentenceVector("word7 and words that are not there")).hasSize(DIMENSION);
      assertThat(residentFileBytes() - before).isLessThan(200L << 20);
    }
  }

  private static long residentFileBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssFile:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("no RssFile in /proc/self/status");
  }

  private Path write() throws IOException {
    Path file = temp.resolve("large.bin");
    ByteBuffer head = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(793712314).putInt(12);
    // dim, ws, epoch, minCount, neg, wordNgrams, loss, model (skipgram), bucket, minn, maxn
    for (int argument : new int[] {DIMENSION, 5, 5, 1, 5, 1, 1, 2, BUCKETS, 0, 0, 100}) {
      head.putInt(argument);
    }
    head.putDouble(1e-4);
    head.putInt(WORDS).putInt(WORDS).putInt(0).putLong(10_000).putLong(-1);
    for (int i = 0; i < WORDS; i++) {
      head.put(("word" + i + "\0").getBytes(StandardCharsets.US_ASCII)).putLong(10).put((byte) 0);
    }
    head.put((byte) 0).putLong(WORDS + BUCKETS).putLong(DIMENSION);
    long rows = head.position();
    long output = rows + (long) (WORDS + BUCKETS) * DIMENSION * Float.BYTES;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(head.flip(), 0);
      ByteBuffer seven = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(7);
      channel.write(seven.flip(), rows + 7L * DIMENSION * Float.BYTES);
      ByteBuffer tail = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
      tail.put((byte) 0).putLong(WORDS).putLong(DIMENSION);
      channel.write(tail.flip(), output);
      long end = output + 17 + (long) WORDS * DIMENSION * Float.BYTES;
      channel.write(ByteBuffer.wrap(new byte[1]), end - 1);
    }
    return file;
  }
}
