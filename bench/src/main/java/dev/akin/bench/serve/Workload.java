package dev.akin.bench.serve;

import dev.akin.api.Include;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.client.RemoteCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * What is asked of the server: searches, and now and then a record that replaces an older one, so
 * that the number of records stays. Safe for any number of threads.
 */
final class Workload {
  private static final int BATCH = 1000;
  private static final int VECTORS = 4096;

  private final RemoteCollection collection;
  private final int records;
  private final double writes;
  private final float[][] vectors = new float[VECTORS][];
  private final List<float[]> centers = new ArrayList<>();
  private final int dimension;
  private final SplittableRandom choices;

  /**
   * A workload.
   *
   * @param records that the collection has
   * @param writes part of the calls that write, 0 to 1
   */
  Workload(RemoteCollection collection, int records, int dimension, double writes, long seed) {
    this.collection = collection;
    this.records = records;
    this.writes = writes;
    this.dimension = dimension;
    this.choices = new SplittableRandom(seed);
    Random random = new Random(seed);
    for (int i = 0; i < 256; i++) {
      centers.add(gaussian(random, 1));
    }
    for (int i = 0; i < VECTORS; i++) {
      vectors[i] = vector(random);
    }
  }

  /** Fills the collection and waits until all is indexed. */
  void fill(Duration patience) {
    Random random = new Random(records);
    for (int from = 0; from < records; from += BATCH) {
      List<Record> batch = new ArrayList<>();
      for (int id = from; id < Math.min(records, from + BATCH); id++) {
        batch.add(Record.of(id).vector(vector(random)).put("n", id));
      }
      collection.upsert(batch);
    }
    collection.awaitIndexed(patience);
  }

  /** The next call, under way. */
  Call next() {
    double kind;
    int vector;
    int id;
    long seed;
    synchronized (choices) {
      kind = choices.nextDouble();
      vector = choices.nextInt(VECTORS);
      id = choices.nextInt(records);
      seed = choices.nextLong();
    }
    if (kind < writes) {
      // Each a new one: with a few over and over, most of the index would be copies of these.
      Record record = Record.of(id).vector(vector(new Random(seed))).put("n", id);
      return new Call(true, collection.upsertAsync(List.of(record)).toCompletableFuture());
    }
    Query query = Query.vector(vectors[vector]).include(Set.of(Include.PAYLOAD));
    return new Call(false, collection.searchAsync(query).toCompletableFuture());
  }

  /** In clusters, as vectors of real things are. */
  private float[] vector(Random random) {
    float[] vector = gaussian(random, 0.5f);
    float[] center = centers.get(random.nextInt(centers.size()));
    for (int d = 0; d < dimension; d++) {
      vector[d] += center[d];
    }
    return vector;
  }

  private float[] gaussian(Random random, float scale) {
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = scale * (float) random.nextGaussian();
    }
    return vector;
  }

  /** A call under way. */
  record Call(boolean isWrite, CompletableFuture<?> answer) {}
}
