package dev.akin.bench.write;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Record;
import dev.akin.api.SyncMode;
import dev.akin.api.index.IndexConfig;
import dev.akin.engine.EmbeddedDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Has writers add single records to a collection with {@code sync: always}, each its next one once
 * the last is acknowledged. Not thread-safe.
 */
final class WriteBench {
  private static final String COLLECTION = "writes";
  private static final String SYNCS = "wal.file.synced";
  private static final int VECTORS = 1024;

  private final EmbeddedDatabase database;
  private final IndexConfig index;
  private final float[][] vectors = new float[VECTORS][];

  WriteBench(EmbeddedDatabase database, IndexConfig index, int dimension, long seed) {
    this.database = database;
    this.index = index;
    Random random = new Random(seed);
    for (int i = 0; i < VECTORS; i++) {
      vectors[i] = new float[dimension];
      for (int d = 0; d < dimension; d++) {
        vectors[i][d] = (float) random.nextGaussian();
      }
    }
  }

  /** Lets so many writers write to a new collection, which is dropped afterwards. */
  WriteReport.Figure run(int writers, double seconds) throws InterruptedException {
    CollectionSpec spec =
        CollectionSpec.ofDimension(vectors[0].length).index(index).sync(SyncMode.ALWAYS);
    Collection collection = database.createCollection(COLLECTION, spec);
    try {
      return measure(collection, writers, seconds);
    } finally {
      database.dropCollection(COLLECTION);
    }
  }

  private WriteReport.Figure measure(Collection collection, int writers, double seconds)
      throws InterruptedException {
    AtomicLong ids = new AtomicLong();
    CountDownLatch go = new CountDownLatch(1);
    Histogram all = new Histogram(3);
    long syncs = syncs();
    long start;
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<Histogram>> each = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        each.add(
            threads.submit(
                () -> {
                  go.await();
                  return write(collection, ids, seconds);
                }));
      }
      start = System.nanoTime();
      go.countDown();
      for (Future<Histogram> writer : each) {
        all.add(writer.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a writer failed: " + e.getCause(), e.getCause());
    }
    double elapsed = (System.nanoTime() - start) / 1e9;
    if (collection.info().count() != all.getTotalCount()) {
      throw new IllegalStateException(
          all.getTotalCount()
              + " writes were acknowledged, and there are "
              + collection.info().count()
              + " records");
    }
    return WriteReport.Figure.of(writers, all, elapsed, syncs() - syncs);
  }

  private Histogram write(Collection collection, AtomicLong ids, double seconds) {
    Histogram nanos = new Histogram(3);
    long end = System.nanoTime() + Math.round(seconds * 1e9);
    long now = System.nanoTime();
    while (now < end) {
      long id = ids.incrementAndGet();
      collection.upsert(Record.of(id).vector(vectors[(int) (id % VECTORS)]));
      long done = System.nanoTime();
      nanos.recordValue(done - now);
      now = done;
    }
    return nanos;
  }

  private long syncs() {
    return database.stats().storageCounters().get(SYNCS);
  }
}
