package dev.akin.contract;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the parts of the contract work on. */
interface Fixture {
  /** The seed of everything random. */
  long SEED = Long.getLong("test.seed", 11);

  /** Long enough for any wait that is to succeed. */
  Duration PATIENCE = Duration.ofMinutes(1);

  /** An open database on an empty directory. */
  Database db();

  /**
   * Makes an empty file where models are kept, or more of them.
   *
   * @return how the database is told where it is
   */
  String modelFile(String name);

  /** By which records of {@link #db()} expire. */
  ManualClock clock();

  /** Closes all and opens it again on the same directory, as a restarted program would. */
  Database restart();

  /** Where {@link #db()} keeps its backups; not there yet. */
  Path backupDirectory();

  /** Opens a database on another directory, without backups; the caller closes it. */
  Database open(Path dir);

  /** A collection named c with vectors of the given dimension. */
  default Collection create(int dimension) {
    return db().createCollection("c", CollectionSpec.ofDimension(dimension));
  }

  /** Records 0 to n with random vectors. */
  static List<Record> randomRecords(Random random, int n, int dimension) {
    List<Record> records = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      records.add(Record.of(i).vector(randomVector(random, dimension)).put("n", i));
    }
    return records;
  }

  /** A vector of normally distributed values. */
  static float[] randomVector(Random random, int dimension) {
    float[] values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
