package dev.akin.bench.damage;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Include;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * A small data directory that has every kind of file, as a kill leaves it: tables, blobs, a log,
 * checkpoints of two indexes, a snapshot. What it holds is known.
 *
 * @param directory of the data
 * @param wide records of the collection of that name, in the order of their writes; the last {@code
 *     logged} of them are in the log only, each a write of its own
 * @param narrow records of the collection of that name
 * @param logged how many
 */
record SampleData(Path directory, List<Record> wide, List<Record> narrow, int logged) {
  private static final int WIDE = 300;
  private static final int NARROW = 8;
  private static final int RECORDS = 400;
  private static final int LOGGED = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Makes the directory below another. */
  static SampleData make(Path parent, long seed) throws IOException {
    Path live = parent.resolve("live");
    Path crashed = parent.resolve("crashed");
    Random random = new Random(seed);
    List<Record> wide = new ArrayList<>(records(0, RECORDS, WIDE, random));
    List<Record> narrow = records(0, 2 * RECORDS, NARROW, random);
    try (Database db = EmbeddedDatabase.open(live)) {
      Collection first =
          db.createCollection("wide", CollectionSpec.ofDimension(WIDE).sync(SyncMode.OS));
      first.createPayloadIndex("n", PayloadIndexType.NUMBER);
      first.upsert(wide);
      first.awaitIndexed(PATIENCE);
      first.checkpoint();
      db.snapshots().create("snap", "wide");
    }
    try (Database db = EmbeddedDatabase.open(live)) {
      Collection second =
          db.createCollection("narrow", CollectionSpec.ofDimension(NARROW).sync(SyncMode.OS));
      second.upsert(narrow);
      second.awaitIndexed(PATIENCE);
      second.checkpoint();
    }
    try (Database db = EmbeddedDatabase.open(live)) {
      Collection first = db.collection("wide");
      List<Record> more = records(RECORDS, RECORDS + LOGGED, WIDE, random);
      more.forEach(first::upsert);
      wide.addAll(more);
      copy(live, crashed);
    }
    return new SampleData(crashed, List.copyOf(wide), List.copyOf(narrow), LOGGED);
  }

  private static List<Record> records(long from, long to, int dimension, Random random) {
    return LongStream.range(from, to)
        .mapToObj(
            i -> {
              float[] vector = new float[dimension];
              for (int j = 0; j < dimension; j++) {
                vector[j] = (float) random.nextGaussian();
              }
              return Record.of(i).vector(vector).put("n", i).put("text", "number " + i);
            })
        .toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        // Reading akin.lock here would let go of the lock.
        if (!path.endsWith("akin.lock")) {
          Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
      }
    }
  }

  /**
   * Compares what an open database holds with what was written.
   *
   * @param snapshot whether to look into the snapshot, too
   * @return records of the log that are missing at its end, 0 to {@link #logged}
   * @throws AssertionError for anything that was not written, or is missing elsewhere
   */
  int compare(Database db, boolean snapshot) {
    Collection first = db.collection("wide");
    int missing = (int) (wide.size() - first.count());
    if (missing < 0 || missing > logged) {
      throw new AssertionError("wide holds " + first.count() + " records, not " + wide.size());
    }
    same(first, wide.subList(0, wide.size() - missing));
    same(db.collection("narrow"), narrow);
    if (snapshot) {
      same(db.snapshots().restore("snap", "copy"), wide.subList(0, RECORDS));
    }
    return missing;
  }

  private static void same(Collection collection, List<Record> expected) {
    List<Record> found = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      var page = collection.scroll(cursor, 1000, Include.ALL);
      found.addAll(page.records());
      cursor = page.next();
    } while (cursor.isPresent());
    if (found.size() != expected.size()) {
      throw new AssertionError(
          collection.name() + ": scroll gives " + found.size() + ", not " + expected.size());
    }
    for (int i = 0; i < found.size(); i++) {
      Record is = found.get(i);
      Record was = expected.get(i);
      if (!is.id().equals(was.id())
          || !is.vectors().equals(was.vectors())
          || !is.payload().equals(was.payload())) {
        throw new AssertionError(collection.name() + ": " + was.id() + " is not what was written");
      }
    }
    for (int i = 0; i < expected.size(); i += expected.size() / 7) {
      Record record = expected.get(i);
      for (Query query :
          List.of(
              Query.vector(record.vectors().get(Record.DEFAULT_VECTOR).values()).k(3),
              Query.vector(record.vectors().get(Record.DEFAULT_VECTOR).values()).k(3).exact())) {
        RecordId nearest = collection.search(query).hits().getFirst().record().id();
        if (!nearest.equals(record.id())) {
          throw new AssertionError(
              collection.name() + ": nearest to " + record.id() + " is " + nearest);
        }
      }
    }
  }
}
