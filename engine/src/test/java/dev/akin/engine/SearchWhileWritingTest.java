package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches while large writes replace and delete what is nearest. */
class SearchWhileWritingTest {
  private static final long SEED = Long.getLong("test.seed", 7);
  private static final int STABLE = 50;
  private static final int CHANGING = 700;
  private static final int K = 40;
  private static final int SEARCHES = 1500;

  @TempDir private Path directory;

  /** The changing records are nearer than the stable ones, of which there are enough for k. */
  @Test
  void asManyHitsAsMatchComeBack() throws InterruptedException {
    try (EmbeddedDatabase database = EmbeddedDatabase.open(directory)) {
      Collection collection =
          database.createCollection("c", CollectionSpec.ofDimension(2).sync(SyncMode.OS));
      collection.upsert(
          IntStream.range(0, STABLE)
              .mapToObj(id -> Record.of(id).vector(-1, id / (float) STABLE))
              .toList());
      AtomicBoolean writing = new AtomicBoolean(true);
      Thread writer = Thread.ofPlatform().start(() -> write(collection, writing));
      try {
        for (int i = 0; i < SEARCHES; i++) {
          assertThat(collection.search(Query.vector(1, 0).k(K)).hits())
              .as("search %d, seed %d", i, SEED)
              .hasSize(K);
        }
      } finally {
        writing.set(false);
        writer.join();
      }
    }
  }

  private static void write(Collection collection, AtomicBoolean writing) {
    Random random = new Random(SEED);
    List<RecordId> ids =
        IntStream.range(STABLE, STABLE + CHANGING).mapToObj(id -> RecordId.of((long) id)).toList();
    while (writing.get()) {
      collection.upsert(
          ids.stream().map(id -> Record.of(id).vector(1, random.nextFloat() / 10)).toList());
      collection.delete(ids);
    }
  }
}
