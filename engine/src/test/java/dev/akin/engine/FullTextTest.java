package dev.akin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.FullTextSpec;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.SyncMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The full-text index follows the store, whatever becomes of its files. */
class FullTextTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final FullTextSpec SPEC = FullTextSpec.ofFields("t");

  @TempDir private Path data;

  private static Collection create(EmbeddedDatabase database) {
    return database.createCollection("c", CollectionSpec.empty().sync(SyncMode.OS));
  }

  @Test
  void damagedOrMissingFilesAreBuiltAnew() throws IOException {
    try (EmbeddedDatabase database = EmbeddedDatabase.open(data)) {
      Collection c = create(database);
      c.createFullTextIndex(SPEC);
      for (int i = 0; i < 50; i++) {
        c.upsert(Record.of(i).put("t", "sea " + i));
      }
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(data.resolve("indexes"))) {
      files = walk.filter(Files::isRegularFile).filter(FullTextTest::isOfIndex).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(1);
    assertThat(DataCheck.of(data).damages()).isEmpty();
    for (int i = 0; i <= files.size(); i++) {
      // The files have other names each time: the damage is to what is there now.
      Path victim = victim(i);
      if (victim == null) {
        continue;
      }
      if (i % 2 == 0) {
        flip(victim, Files.size(victim) / 2);
        assertThat(DataCheck.of(data).damages()).as(victim.toString()).hasSize(1);
      } else {
        Files.delete(victim);
      }
      try (EmbeddedDatabase database = EmbeddedDatabase.open(data)) {
        Collection c = database.collection("c");
        c.awaitIndexed(PATIENCE);
        assertThat(c.search(Query.fullText("sea").k(100)).hits()).as(victim.toString()).hasSize(50);
      }
    }
  }

  private Path victim(int i) throws IOException {
    try (Stream<Path> walk = Files.walk(data.resolve("indexes"))) {
      List<Path> now =
          walk.filter(Files::isRegularFile).filter(FullTextTest::isOfIndex).sorted().toList();
      return i < now.size() ? now.get(i) : null;
    }
  }

  private static boolean isOfIndex(Path file) {
    return file.getParent().getFileName().toString().equals("text")
        && !file.getFileName().toString().equals("write.lock");
  }

  private static void flip(Path file, long offset) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      int old = bytes.read();
      bytes.seek(offset);
      bytes.write(old ^ 0x10);
    }
  }

  @Test
  void aLargeCollectionIsIndexedInTheBackgroundWhileItIsWritten() {
    try (EmbeddedDatabase database = EmbeddedDatabase.open(data)) {
      Collection c = create(database);
      List<Record> records = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        records.add(Record.of(i).put("t", "old word" + i % 100));
      }
      c.upsert(records);
      c.createFullTextIndex(SPEC);
      for (int i = 0; i < 500; i++) {
        c.upsert(Record.of(i).put("t", "new"));
        c.delete(RecordId.of(5_999 - i));
      }
      c.awaitIndexed(PATIENCE);
      assertThat(c.info().fullText().orElseThrow().ready()).isTrue();
      assertThat(c.search(Query.fullText("new").k(10_000)).hits()).hasSize(500);
      assertThat(c.search(Query.fullText("old").k(10_000)).hits()).hasSize(5_000);
      assertThat(c.search(Query.fullText("word7").k(10_000)).hits()).hasSize(50);
    }
  }

  @Test
  void aRecordThatIsReplacedAllTheTimeIsFoundByEverySearch() throws InterruptedException {
    try (EmbeddedDatabase database = EmbeddedDatabase.open(data)) {
      Collection c = create(database);
      c.createFullTextIndex(SPEC);
      c.upsert(Record.of(1).put("t", "here"));
      AtomicBoolean stop = new AtomicBoolean();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      c.upsert(Record.of(1).put("t", "here"));
                    }
                  });
      try {
        for (int i = 0; i < 300; i++) {
          assertThat(c.search(Query.fullText("here")).hits()).as("search %d", i).hasSize(1);
        }
      } finally {
        stop.set(true);
        writer.join();
      }
    }
  }

  @Test
  void anInterruptedSearchDoesTheIndexNoHarm() {
    try (EmbeddedDatabase database = EmbeddedDatabase.open(data)) {
      Collection c = create(database);
      c.createFullTextIndex(SPEC);
      c.upsert(Record.of(1).put("t", "here"));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> c.search(Query.fullText("here")))
          .isInstanceOf(AkinException.Cancelled.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(c.search(Query.fullText("here")).hits()).hasSize(1);
    }
  }
}
