package dev.akin.bench.data;

import dev.akin.api.index.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The folder that keeps data sets with their exact neighbours, so that each is made once. It may be
 * deleted at any time.
 */
public final class DatasetCache {
  /** Neighbours kept of each query; the largest k that recall can be measured at. */
  public static final int TRUTH_K = 100;

  private static final long SEED = 42;

  private final Path folder;
  private final Consumer<String> progress;

  /**
   * A cache in the given folder.
   *
   * @param progress told what is being done when it takes long
   */
  public DatasetCache(Path folder, Consumer<String> progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /** {@code akin/bench} under {@code $XDG_CACHE_HOME}, or under {@code ~/.cache}. */
  public static Path defaultFolder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return base.resolve("akin").resolve("bench");
  }

  /**
   * The data set made of a source: zero vectors dropped, the rest scaled to unit length, some held
   * out as queries at random under a fixed seed.
   *
   * @param queries to hold out; at most half of the vectors
   * @throws IOException if the source cannot be had or the cache cannot be written
   */
  public Dataset open(VectorSource source, int queries) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(source.name() + "-q" + queries + ".ann");
    if (Files.exists(file)) {
      try {
        return verified(file);
      } catch (IOException e) {
        progress.accept("making the data set again: " + e.getMessage());
        Files.delete(file);
      }
    }
    progress.accept("loading " + source.name());
    float[][] vectors = prepare(source.load(folder));
    if (queries < 1 || queries > vectors.length / 2) {
      throw new IOException(
          "queries must be 1 to half of the " + vectors.length + " vectors: " + queries);
    }
    boolean[] held = new boolean[vectors.length];
    float[][] heldOut = new float[queries][];
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < queries; i++) {
      int pick = random.nextInt(vectors.length);
      while (held[pick]) {
        pick = random.nextInt(vectors.length);
      }
      held[pick] = true;
      heldOut[i] = vectors[pick];
    }
    float[][] rows = new float[vectors.length - queries][];
    int row = 0;
    for (int i = 0; i < vectors.length; i++) {
      if (!held[i]) {
        rows[row++] = vectors[i];
      }
    }
    progress.accept("finding the exact neighbours of " + queries + " queries among " + rows.length);
    int threads = Runtime.getRuntime().availableProcessors();
    GroundTruth truth = GroundTruth.compute(rows, heldOut, TRUTH_K, threads);
    DatasetFormat.write(file, rows, heldOut, truth);
    return verified(file);
  }

  private static Dataset verified(Path file) throws IOException {
    Dataset dataset = Dataset.open(file);
    try {
      dataset.verify();
      return dataset;
    } catch (IOException e) {
      dataset.close();
      throw e;
    }
  }

  private static float[][] prepare(float[][] vectors) {
    List<float[]> kept = new ArrayList<>(vectors.length);
    for (float[] vector : vectors) {
      boolean zero = true;
      for (float value : vector) {
        zero &= value == 0;
      }
      if (!zero) {
        kept.add(Metric.COSINE.prepare(vector));
      }
    }
    return kept.toArray(float[][]::new);
  }
}
