package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConcurrencyTest {
  private static final int IDS = 4;
  private static final int WRITES = 8_000;
  private static final List<RecordId> ALL =
      IntStream.range(0, IDS).mapToObj(i -> RecordId.of(i)).toList();

  @TempDir Path data;

  private static Record record(int id, int round) {
    return Record.of(id)
        .vector(round, id)
        .with(Record.DEFAULT_VECTOR, Input.text("round " + round))
        .put("round", round);
  }

  private static void write(CollectionStore store, int round) {
    try (CollectionWrite write = store.begin(ALL)) {
      for (int id = 0; id < IDS; id++) {
        write.put(record(id, round));
      }
      write.commit(false);
    }
  }

  /** Reads the records as they are now; returns how many were replaced meanwhile. */
  private static int readAll(CollectionStore store) {
    int gone = 0;
    long[] seqs = store.seqs(ALL);
    List<Record> records = store.read(seqs, Include.ALL);
    for (int id = 0; id < IDS; id++) {
      Record record = records.get(id);
      if (record == null) {
        gone++;
        continue;
      }
      int round = (int) record.vectors().get(Record.DEFAULT_VECTOR).values()[0];
      assertThat(record)
          .usingRecursiveComparison()
          .ignoringFields("version")
          .isEqualTo(record(id, round));
      assertThat(record.version()).isEqualTo(seqs[id]);
    }
    return gone;
  }

  @Test
  void aReaderSeesARecordWholeOrNotAtAll() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (Storage storage = Storage.open(data);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      CollectionStore store =
          storage.collection(
              storage.createCollection("docs", CollectionSpec.ofDimension(2), Map.of()).id());
      write(store, 0);
      List<Future<Integer>> readers =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            int gone = 0;
                            while (!done.get()) {
                              gone += readAll(store);
                            }
                            return gone;
                          }))
              .toList();
      try {
        for (int round = 1; round <= WRITES; round++) {
          write(store, round);
        }
      } finally {
        done.set(true);
      }
      int gone = 0;
      for (Future<Integer> reader : readers) {
        gone += reader.get();
      }
      assertThat(gone).as("records replaced while they were read").isPositive();
      assertThat(store.lastSeq()).isEqualTo((long) (WRITES + 1) * IDS);
    }
  }

  @Test
  void closeWaitsForWhatIsUnderWayAndRefusesWhatComesLater() throws Exception {
    Storage storage = Storage.open(data);
    CollectionStore store =
        storage.collection(
            storage.createCollection("docs", CollectionSpec.ofDimension(2), Map.of()).id());
    write(store, 0);
    CountDownLatch scanning = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Integer> scan =
          threads.submit(
              () -> {
                int[] seen = new int[1];
                store.scanVectors(
                    Record.DEFAULT_VECTOR,
                    0,
                    (seq, vector) -> {
                      scanning.countDown();
                      await(go);
                      // a use within a use goes on although the close has begun
                      seen[0] += store.read(new long[] {seq}, Include.ALL).size();
                    });
                return seen[0];
              });
      await(scanning);
      Future<?> close = threads.submit(storage::close);
      AkinException refused = null;
      while (refused == null) {
        try {
          store.read(new long[] {1}, Include.ALL);
        } catch (AkinException.FailedPrecondition e) {
          refused = e;
        }
      }
      assertThat(close.isDone()).isFalse();
      go.countDown();
      assertThat(scan.get()).isEqualTo(IDS);
      close.get();
      assertThatThrownBy(() -> store.seqs(ALL))
          .isInstanceOf(AkinException.FailedPrecondition.class);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
