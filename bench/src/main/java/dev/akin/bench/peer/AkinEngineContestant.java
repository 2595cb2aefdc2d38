package dev.akin.bench.peer;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.SearchResult;
import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.bench.data.Dataset;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import dev.akin.index.VectorOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The whole of Akin in the process: records written to RocksDB, indexed, checkpointed, and searched
 * through the public API, ids and all. What it costs beyond {@link AkinHnswContestant} is the price
 * of being a database.
 */
final class AkinEngineContestant implements Contestant {
  private static final Duration INDEXED_WITHIN = Duration.ofHours(6);

  private EmbeddedDatabase database;
  private Collection collection;

  @Override
  public void build(Dataset dataset, int threads, Path folder) throws Exception {
    database =
        EmbeddedDatabase.open(
            folder.resolve("akin"), EmbeddedOptions.DEFAULTS.withIndexThreads(threads));
    collection =
        database.createCollection(
            "bench",
            new CollectionSpec(
                Map.of(Record.DEFAULT_VECTOR, VectorSpec.ofDimension(dataset.dimension())),
                SyncMode.ALWAYS,
                Optional.empty()));
    try (RecordWriter writer = collection.writer()) {
      dataset.rows(
          0, dataset.size(), (ordinal, row) -> writer.write(Record.of(ordinal).vector(row)));
    }
    collection.awaitIndexed(INDEXED_WITHIN);
  }

  @Override
  public long save(Path folder) throws IOException {
    collection.checkpoint();
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder.resolve("akin"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @Override
  public long search(float[] query, int parameter, int[] found) {
    SearchResult result =
        collection.search(
            Query.vector(query)
                .k(found.length)
                .slack(parameter / AkinHnswContestant.SLACKS)
                .include(Set.of()));
    Arrays.fill(found, -1);
    int rank = 0;
    for (Hit hit : result.hits()) {
      if (hit.id() instanceof RecordId.Numeric id) {
        found[rank++] = (int) id.value();
      }
    }
    return result.stats().cost().distanceComputations();
  }

  @Override
  public String about() {
    return "Akin in the process, HNSW m 16 efConstruction 200, every batch synced, kernels "
        + VectorOps.kernels();
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
  }
}
