package dev.akin.bench.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** Times the disk alone: a page appended to a file and synced, as a log of writes is. */
final class SyncProbe {
  private static final int TIMES = 300;
  private static final int PAGE = 4096;

  private SyncProbe() {}

  /** The nanoseconds of each; the file is gone afterwards. */
  static Histogram measure(Path folder) throws IOException {
    Path file = folder.resolve("sync-probe");
    Histogram nanos = new Histogram(3);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
      for (int i = 0; i < TIMES; i++) {
        long start = System.nanoTime();
        page.clear();
        while (page.hasRemaining()) {
          channel.write(page);
        }
        channel.force(false);
        nanos.recordValue(System.nanoTime() - start);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return nanos;
  }
}
