package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kill or a damaged disk leaves: acknowledged data is there, or its loss is noticed. */
class CrashTest {
  private static final int RECORDS = 200;
  private static final int ROUNDS = Integer.getInteger("test.rounds", 60);

  @TempDir Path temp;
  private Path crashed;
  private Storage storage;

  /** A copy, taken while it is open, of a directory that has both flushed and logged data. */
  @BeforeEach
  void crash() throws IOException {
    Path data = temp.resolve("data");
    try (Storage flushed = Storage.open(data)) {
      flushed.createCollection("docs", CollectionSpec.ofDimension(300), Map.of());
      write(flushed, 0, RECORDS / 2);
    }
    storage = Storage.open(data);
    write(storage, RECORDS / 2, RECORDS);
    crashed = copy(data, "crashed");
    storage.close();
  }

  private static Record record(int i) {
    float[] vector = new float[300];
    vector[i] = i;
    return Record.of(i).vector(vector).text("text of " + i).put("number", i);
  }

  private static void write(Storage storage, int from, int to) {
    for (int i = from; i < to; i++) {
      try (CollectionWrite write = storage.collection(1).begin(List.of(RecordId.of(i)))) {
        write.put(record(i));
        write.commit(false);
      }
    }
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = temp.resolve(name);
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        // Reading akin.lock here would let go of the lock; the copy has no use for it.
        if (!file.endsWith("akin.lock")) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
    return to;
  }

  private static void delete(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Checks that whatever can be read is right; returns how many records there are. */
  private static int check(Storage storage) {
    CollectionStore store = storage.collection(1);
    long lastSeq = store.lastSeq();
    assertThat(lastSeq).isLessThanOrEqualTo(RECORDS);
    long[] seqs = new long[RECORDS];
    List<RecordId> ids = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      ids.add(RecordId.of(i));
      seqs[i] = i + 1L;
    }
    List<Record> records = store.read(seqs, Include.ALL);
    long[] byId = store.seqs(ids);
    for (int i = 0; i < RECORDS; i++) {
      if (i < lastSeq) {
        Record expected = record(i);
        assertThat(byId[i]).isEqualTo(seqs[i]);
        assertThat(records.get(i).vectors()).isEqualTo(expected.vectors());
        assertThat(records.get(i).sources()).isEqualTo(expected.sources());
        assertThat(records.get(i).payload()).isEqualTo(expected.payload());
      } else {
        assertThat(byId[i]).isZero();
        assertThat(records.get(i)).isNull();
      }
    }
    List<Long> scanned = new ArrayList<>();
    store.scanVectors(
        "default",
        0,
        (seq, vector) -> {
          scanned.add(seq);
          assertThat(vector[(int) seq - 1]).isEqualTo((float) seq - 1);
        });
    assertThat(scanned).hasSize((int) lastSeq);
    return (int) lastSeq;
  }

  @Test
  void whatWasCommittedSurvivesAKill() {
    try (Storage recovered = Storage.open(crashed)) {
      assertThat(check(recovered)).isEqualTo(RECORDS);
    }
  }

  @Test
  void aTornEndOfTheLogLosesOnlyWhatWasInFlight() throws IOException {
    Path log = log();
    byte[] whole = Files.readAllBytes(log);
    int previous = RECORDS;
    for (int cut = 1; cut < whole.length; cut += whole.length / 12) {
      Path torn = copy(crashed, "torn");
      Path tornLog = torn.resolve("rocksdb").resolve(log.getFileName());
      Files.write(tornLog, Arrays.copyOf(whole, whole.length - cut));
      try (Storage recovered = Storage.open(torn)) {
        int count = check(recovered);
        assertThat(count).isBetween(RECORDS / 2, previous);
        previous = count;
      }
      delete(torn);
    }
    assertThat(previous).isLessThan(RECORDS - 1);
  }

  @Test
  void damageInTheMiddleOfTheLogIsNoticed() throws IOException {
    Path log = log();
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2] ^= 4;
    Files.write(log, bytes);
    assertThatThrownBy(() -> Storage.open(crashed))
        .isInstanceOf(AkinException.Corrupted.class)
        .hasMessageContaining(crashed.toString());
  }

  private Path log() throws IOException {
    try (var logs = Files.newDirectoryStream(crashed.resolve("rocksdb"), "*.log")) {
      for (Path log : logs) {
        if (Files.size(log) > 0) {
          return log;
        }
      }
    }
    throw new AssertionError("no log with data");
  }

  @Test
  void flippedBitsGiveTheRightDataOrCorrupted() throws IOException {
    Random random = Seed.random("flippedBitsGiveTheRightDataOrCorrupted");
    int noticed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path damaged = copy(crashed, "damaged");
      Path file = anyFile(random, damaged);
      byte[] bytes = Files.readAllBytes(file);
      int offset = random.nextInt(bytes.length);
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, offset);
      } else {
        bytes[offset] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bytes);
      try (Storage opened = Storage.open(damaged)) {
        check(opened);
      } catch (AkinException.Corrupted | AkinException.FailedPrecondition e) {
        // A version that reads as a newer one is refused as such.
        assertThat(e).hasMessageContaining(damaged.toString());
        noticed++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + ": " + file + " at " + offset, e);
      }
      delete(damaged);
    }
    assertThat(noticed).isPositive();
  }

  private static Path anyFile(Random random, Path root) {
    try (var files = Files.walk(root)) {
      List<Path> candidates =
          files.filter(file -> Files.isRegularFile(file) && file.toFile().length() > 0).toList();
      return candidates.get(random.nextInt(candidates.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
