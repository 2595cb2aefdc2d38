package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.BackupInfo;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.Value;
import dev.akin.api.index.FlatConfig;
import dev.akin.engine.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, taken, verified, restored and pruned. */
interface BackupContract extends Fixture {
  /** Vectors that go to blob files, and no graph, which takes time. */
  CollectionSpec SPEC = CollectionSpec.ofDimension(300).index(FlatConfig.DEFAULTS);

  @Test
  default void aBackupHoldsAllAndIsRestoredToAnotherDirectory(@TempDir Path elsewhere) {
    Collection rich = RichCollection.create(db(), "rich");
    create(2).upsert(Record.of(1).vector(1, 2));
    List<Record> expected = RichCollection.contents(rich);
    assertThat(db().backups().list()).isEmpty();

    BackupInfo backup = db().backups().create();

    assertThat(backup.id()).isEqualTo(1);
    assertThat(backup.collections()).containsExactly("c", "rich");
    assertThat(backup.bytes()).isPositive();
    assertThat(backup.files()).isPositive();
    db().dropCollection("rich");
    db().backups().verify(1);
    Path target = elsewhere.resolve("restored");
    EmbeddedDatabase.restore(backupDirectory(), 1, target);
    try (Database restored = open(target)) {
      assertThat(RichCollection.contents(restored.collection("rich"))).isEqualTo(expected);
      assertThat(restored.collection("c").count()).isEqualTo(1);
      restored.collection("rich").upsert(Record.of("later").put("n", 1));
    }
    try (Database again = open(target)) {
      assertThat(again.collection("rich").count()).isEqualTo(5);
    }
    assertThatThrownBy(() -> EmbeddedDatabase.restore(backupDirectory(), 1, target))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> EmbeddedDatabase.restore(backupDirectory(), 2, target.resolve("x")))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("no backup 2");
  }

  @Test
  default void aCollectionComesBackUnderAnotherNameOrItsOwn() {
    Collection rich = RichCollection.create(db(), "rich");
    List<Record> expected = RichCollection.contents(rich);
    db().backups().create();
    rich.delete(RecordId.of("text"));
    assertThat(RichCollection.contents(db().backups().restore(1, "rich", "old")))
        .isEqualTo(expected);
    db().dropCollection("rich");
    restart();
    assertThat(RichCollection.contents(db().backups().restore(1, "rich", "rich")))
        .isEqualTo(expected);
    assertThatThrownBy(() -> db().backups().restore(1, "rich", "old"))
        .isInstanceOf(AkinException.AlreadyExists.class)
        .hasMessageContaining("'old'");
    assertThatThrownBy(() -> db().backups().restore(1, "nope", "new"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'")
        .hasMessageContaining("rich");
    assertThatThrownBy(() -> db().backups().restore(7, "rich", "new"))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("no backup 7");
    assertThatThrownBy(() -> db().backups().restore(1, "rich", "../x"))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThat(restart().collections()).hasSize(2);
  }

  /** The drill: what a backup taken under load holds is what the model held at one moment. */
  @Test
  default void aBackupTakenWhileWritesGoOnIsTheDatabaseAtOneMoment(@TempDir Path elsewhere) {
    Random random = new Random(SEED);
    Collection c = db().createCollection("c", SPEC);
    // What each write did, in order: an id, and its number or null for a deletion.
    List<Map.Entry<Long, Long>> log = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (long n = 1; !stop.get(); n++) {
                long id = random.nextInt(200);
                if (random.nextInt(4) == 0) {
                  c.delete(RecordId.of(id));
                  log.add(new AbstractMap.SimpleEntry<>(id, null));
                } else {
                  c.upsert(Record.of(id).vector(Fixture.randomVector(random, 300)).put("n", n));
                  log.add(Map.entry(id, n));
                }
              }
            });
    List<int[]> spans = new ArrayList<>();
    for (int backup = 0; backup < 3; backup++) {
      int before = log.size();
      db().backups().create();
      spans.add(new int[] {before, log.size() + 1});
    }
    stop.set(true);
    writing.join();
    for (BackupInfo backup : db().backups().list()) {
      db().backups().verify(backup.id());
      Path target = elsewhere.resolve("restored" + backup.id());
      EmbeddedDatabase.restore(backupDirectory(), backup.id(), target);
      try (Database restored = EmbeddedDatabase.open(target)) {
        Map<Long, Long> found = new TreeMap<>();
        for (Record record : RichCollection.contents(restored.collection("c"))) {
          found.put(
              ((RecordId.Numeric) record.id()).value(),
              ((Value.Int) record.payload().get("n")).value());
        }
        int[] span = spans.get(backup.id() - 1);
        assertThat(wasAtSomeMoment(log, span, found))
            .as("backup %d, of %d to %d writes, seed %d", backup.id(), span[0], span[1], SEED)
            .isTrue();
      }
    }
  }

  private static boolean wasAtSomeMoment(
      List<Map.Entry<Long, Long>> log, int[] span, Map<Long, Long> found) {
    Map<Long, Long> model = new TreeMap<>();
    for (int writes = 0; writes <= Math.min(span[1], log.size()); writes++) {
      if (writes > 0) {
        Map.Entry<Long, Long> write = log.get(writes - 1);
        if (write.getValue() == null) {
          model.remove(write.getKey());
        } else {
          model.put(write.getKey(), write.getValue());
        }
      }
      if (writes >= span[0] && model.equals(found)) {
        return true;
      }
    }
    return false;
  }

  @Test
  default void backupsShareFilesAndArePruned() throws IOException {
    Collection c = db().createCollection("c", SPEC);
    c.upsert(Fixture.randomRecords(new Random(SEED), 1_000, 300));
    db().backups().create();
    long one = size(backupDirectory());
    c.upsert(Record.of("a").put("n", 1));
    db().backups().create();
    db().backups().create();
    assertThat(size(backupDirectory()) - one)
        .as("bytes that two more backups of the same data took, of %d", one)
        .isLessThan(one / 4);
    assertThat(db().backups().list()).extracting(BackupInfo::id).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> db().backups().prune(0))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("keep");
    assertThat(db().backups().prune(3)).isEmpty();
    assertThat(db().backups().prune(1)).containsExactly(1, 2);
    restart();
    assertThat(db().backups().list()).extracting(BackupInfo::id).containsExactly(3);
    db().backups().verify(3);
    assertThat(db().backups().restore(3, "c", "d").count()).isEqualTo(1_001);
    assertThatThrownBy(() -> db().backups().verify(1))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("no backup 1");
    assertThat(EmbeddedDatabase.backups(backupDirectory()).list()).hasSize(1);
  }

  @Test
  default void damageToABackupIsNoticed() throws IOException {
    Collection c = db().createCollection("c", SPEC);
    c.upsert(Fixture.randomRecords(new Random(SEED), 100, 300));
    db().backups().create();
    for (Path file : files(backupDirectory())) {
      if (file.getFileName().toString().equals("akin.lock") || Files.size(file) == 0) {
        continue;
      }
      byte[] whole = Files.readAllBytes(file);
      byte[] bytes = whole.clone();
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      if (!file.getParent().endsWith("meta")) {
        assertThatThrownBy(() -> db().backups().verify(1))
            .isInstanceOf(AkinException.Corrupted.class)
            .hasMessageContaining(file.getFileName().toString());
        assertThatThrownBy(() -> db().backups().restore(1, "c", "d"))
            .isInstanceOf(AkinException.Corrupted.class);
      }
      Files.delete(file);
      if (!file.getParent().endsWith("meta")) {
        assertThatThrownBy(() -> db().backups().verify(1))
            .isInstanceOf(AkinException.Corrupted.class)
            .hasMessageContaining(file.getFileName().toString());
      }
      Files.write(file, whole);
    }
    db().backups().verify(1);
    assertThat(db().collections()).hasSize(1);
  }

  @Test
  default void withoutABackupDirectoryThereAreNoBackups(@TempDir Path elsewhere) {
    try (Database without = open(elsewhere)) {
      assertThatThrownBy(() -> without.backups().create())
          .isInstanceOf(AkinException.FailedPrecondition.class)
          .hasMessageContaining("--backup-dir");
      assertThatThrownBy(() -> without.backups().list())
          .isInstanceOf(AkinException.FailedPrecondition.class);
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private static long size(Path root) throws IOException {
    long bytes = 0;
    for (Path file : files(root)) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
