package dev.akin.golden;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Expiry;
import dev.akin.api.Input;
import dev.akin.api.PayloadIndexType;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.api.index.HnswConfig;
import dev.akin.api.index.IvfConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import dev.akin.contract.LetterEmbedders;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What the golden data directories hold: small, and something of everything that is stored. Of each
 * format version that was released one lies in the test's resources, and must be read for ever.
 */
final class GoldenData {
  /** Searches take the index from 1,001 records on. */
  static final int POINTS = 1_050;

  static final int DIMENSION = 6;

  /** Longer than what stays in RocksDB's tables; the rest lies in blob files. */
  static final int WIDE = 300;

  /** Nothing expires while the directory is made. */
  private static final EmbeddedOptions THEN =
      EmbeddedOptions.DEFAULTS.withClock(() -> Instant.EPOCH);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private GoldenData() {}

  /** The vectors of the collection {@code points}: each form of index by its name. */
  static Map<String, VectorSpec> indexes() {
    VectorSpec spec = VectorSpec.ofDimension(DIMENSION).metric(Metric.EUCLIDEAN);
    Map<String, VectorSpec> indexes = new LinkedHashMap<>();
    indexes.put("hnsw", spec.index(new HnswConfig(4, 20, 1)));
    indexes.put(
        "hnsw-sq8", spec.index(new HnswConfig(4, 20, 1)).quantizer(QuantizerConfig.Sq8.DEFAULTS));
    indexes.put("ivf", spec.index(new IvfConfig(8, 1)));
    indexes.put("ivf-pq", spec.index(new IvfConfig(8, 1)).quantizer(new QuantizerConfig.Pq(3, 4)));
    indexes.put(
        "flat-rabitq", spec.index(FlatConfig.DEFAULTS).quantizer(new QuantizerConfig.Rabitq(4)));
    indexes.put("flat", spec.index(FlatConfig.DEFAULTS));
    return indexes;
  }

  /** The vector of a point: a few values only, so that it compresses, and none equals another. */
  static float[] point(int i) {
    Random random = new Random(i);
    float[] values = new float[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      values[j] = random.nextInt(16);
    }
    return values;
  }

  /** The records of the collection {@code points}. */
  static List<Record> points() {
    List<Record> records = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      Record record = Record.of(i).put("n", i);
      for (String name : indexes().keySet()) {
        record = record.with(name, new Input.Vector(point(i)));
      }
      records.add(record);
    }
    return records;
  }

  /** The records of the collection {@code rich}, in the order of their ids. */
  static List<Record> rich() {
    return List.of(
        Record.of(-1L)
            .with("words", Input.text("the quick brown fox"))
            .put("n", 1)
            .put("real", 1.5)
            .put("null", null)
            .put("list", List.of(true, "x", Map.of("deep", 1L))),
        Record.of("replaced").vector(wide(4)).put("n", 6),
        Record.of("text").vector(wide(1)).put("n", 2),
        Record.of(RecordId.of(new UUID(-1, 1)))
            .with("words", new Input.Vector(letters()))
            .with("words", Input.image(image()))
            .put("n", 3));
  }

  /** The records of the collection {@code expiring}, since format 2, in the order of their ids. */
  static List<Record> expiring() {
    return List.of(
        Record.of("ends").expiresAt(Expiry.LATEST),
        Record.of("ended").expiresAt(Instant.EPOCH.plusMillis(1)),
        Record.of("stays").expiry(Expiry.NEVER));
  }

  static float[] wide(int seed) {
    float[] values = new float[WIDE];
    for (int i = 0; i < WIDE; i++) {
      values[i] = (i + seed) % 7;
    }
    return values;
  }

  private static float[] letters() {
    float[] values = new float[26];
    values['z' - 'a'] = 1;
    return values;
  }

  private static byte[] image() {
    byte[] bytes = new byte[5_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 50);
    }
    return bytes;
  }

  /**
   * Makes a data directory as a kill leaves it, with tables, blobs, checkpoints, a snapshot and a
   * log, and packs it.
   *
   * @param work an empty directory
   */
  static void write(Path work, Path archive) throws IOException {
    Path data = work.resolve("data");
    try (Database db = EmbeddedDatabase.open(data, THEN)) {
      Collection rich =
          db.createCollection(
              "rich",
              CollectionSpec.ofDimension(WIDE)
                  .vector("words", VectorSpec.ofEmbedder(LetterEmbedders.LETTERS))
                  .sync(SyncMode.INTERVAL));
      rich.upsert(Record.of("replaced").vector(wide(2)), Record.of("deleted").vector(wide(3)));
      rich.upsert(rich().subList(0, 2));
      db.createCollection(
              "expiring", CollectionSpec.empty().sync(SyncMode.OS).ttl(Duration.ofDays(1)))
          .upsert(expiring());
      db.snapshots().create("snap", "rich");
    }
    try (Database db = EmbeddedDatabase.open(data, THEN)) {
      CollectionSpec points = CollectionSpec.empty().sync(SyncMode.OS);
      for (Map.Entry<String, VectorSpec> index : indexes().entrySet()) {
        points = points.vector(index.getKey(), index.getValue());
      }
      Collection first = db.createCollection("points", points);
      first.createPayloadIndex("n", PayloadIndexType.NUMBER);
      first.upsert(points());
      first.awaitIndexed(PATIENCE);
      first.checkpoint();
    }
    try (Database db = EmbeddedDatabase.open(data, THEN)) {
      Collection rich = db.collection("rich");
      rich.upsert(rich());
      rich.delete(RecordId.of("deleted"));
      pack(data, archive);
    }
  }

  private static void pack(Path data, Path archive) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out);
        var paths = Files.walk(data)) {
      for (Path path : paths.filter(Files::isRegularFile).sorted().toList()) {
        // Reading akin.lock here would let go of the lock. LOG and OPTIONS tell of this machine.
        String name = path.getFileName().toString();
        if (!name.equals("akin.lock") && !name.startsWith("LOG") && !name.startsWith("OPTIONS")) {
          zip.putNextEntry(new ZipEntry(data.relativize(path).toString()));
          Files.copy(path, zip);
          zip.closeEntry();
        }
      }
    }
  }
}
