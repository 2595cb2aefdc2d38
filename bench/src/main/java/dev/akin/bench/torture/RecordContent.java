package dev.akin.bench.torture;

import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import java.util.Map;
import java.util.Random;

/**
 * What records are made of. Everything in one follows from its id and version, so that any record
 * read can be told right from wrong.
 */
final class RecordContent {
  static final int DIMENSION = 8;

  /** The payload field that filters and deletions go by. */
  static final String GROUP = "group";

  /** Ids of one group. */
  static final int GROUP_SIZE = 8;

  private static final String VERSION = "version";
  private static final String NOTE = "note";

  private final long seed;

  RecordContent(long seed) {
    this.seed = seed;
  }

  /** The record of a version. */
  Record record(int id, long version) {
    return Record.of(id)
        .vector(vector(id, version))
        .put(GROUP, group(id))
        .put(VERSION, version)
        .put(NOTE, note(id, version));
  }

  static int group(int id) {
    return id / GROUP_SIZE;
  }

  static int id(Record record) {
    return Math.toIntExact(((RecordId.Numeric) record.id()).value());
  }

  /**
   * The version of a record that was read with payload and vector.
   *
   * @throws TortureFailure if they are not what was written
   */
  long version(Record read) {
    int id = id(read);
    if (!(read.payload().get(VERSION) instanceof Value.Int version)) {
      throw new TortureFailure("record " + id + " has no version: " + read.payload());
    }
    Record written = record(id, version.value());
    if (!read.payload().equals(written.payload())) {
      throw new TortureFailure(
          "record " + id + " has payload " + read.payload() + ", written was " + written.payload());
    }
    Map<String, Input.Vector> vectors = read.vectors();
    if (!vectors.equals(written.vectors())) {
      throw new TortureFailure(
          "record " + id + " version " + version.value() + " has another vector than was written");
    }
    return version.value();
  }

  float[] vector(int id, long version) {
    return vector(new Random(seed ^ (id * 1_000_003L + version) * 0x9E3779B97F4A7C15L));
  }

  static float[] vector(Random random) {
    float[] values = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The L2 distance of a record's vector. */
  double distance(float[] query, int id, long version) {
    float[] vector = vector(id, version);
    double sum = 0;
    for (int i = 0; i < DIMENSION; i++) {
      double difference = (double) query[i] - vector[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /** Of different lengths, up to a few hundred characters. */
  private static String note(int id, long version) {
    return ("note " + id + "/" + version + " ").repeat((int) ((id + version) % 20) + 1);
  }
}
