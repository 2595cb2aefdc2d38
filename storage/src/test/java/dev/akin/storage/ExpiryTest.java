package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.CollectionSpec;
import dev.akin.api.Damage;
import dev.akin.api.Expiry;
import dev.akin.api.Include;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class ExpiryTest {
  private static final RecordId A = RecordId.of("a");
  private static final RecordId B = RecordId.of("b");

  @TempDir Path data;
  private long now = 1_000;

  private Storage open() {
    return Storage.open(data, () -> Instant.ofEpochMilli(now));
  }

  private static Written put(CollectionStore store, Record record) {
    try (CollectionWrite write = store.begin(List.of(record.id()))) {
      Written written = write.put(record);
      write.commit(false);
      return written;
    }
  }

  private static List<Long> expired(CollectionStore store, long from, long to) {
    List<Long> seqs = new ArrayList<>();
    store.scanExpiries(from, to, seqs::add);
    return seqs;
  }

  @Test
  void expiriesAreListedInOrderAndGoWithTheirRecords() {
    try (Storage storage = open()) {
      CollectionSpec spec = CollectionSpec.empty().ttl(Duration.ofMillis(50));
      CollectionStore store =
          storage.collection(storage.createCollection("docs", spec, Map.of()).id());
      CollectionStore other =
          storage.collection(storage.createCollection("other", spec, Map.of()).id());
      put(other, Record.of("a"));
      assertThat(put(store, Record.of("a")).expiry()).isEqualTo(1_050);
      put(store, Record.of("b").ttl(Duration.ofMillis(20)));
      put(store, Record.of("c").expiry(Expiry.NEVER));
      put(store, Record.of("d").expiresAt(Instant.ofEpochMilli(20)));
      assertThat(expired(store, 0, 1_049)).containsExactly(4L, 2L);
      assertThat(expired(store, 21, 1_050)).containsExactly(2L, 1L);
      assertThat(store.scanExpiries(0, 1_049, _ -> true)).isEqualTo(1_050);
      assertThat(store.scanExpiries(0, 1_050, _ -> true)).isEqualTo(CollectionStore.NO_EXPIRY);
      assertThat(store.scanExpiries(0, 1_050, _ -> false)).isEqualTo(1_020);

      now = 1_050;
      assertThat(store.seqs(List.of(A, B, RecordId.of("c")))).containsExactly(0, 0, 3);
      assertThat(store.ids(Optional.empty(), 1).seqs()).containsExactly(3);
      assertThat(store.read(new long[] {1}, Include.ALL).getFirst().expiresAt())
          .contains(Instant.ofEpochMilli(1_050));
      try (CollectionWrite write = store.begin(List.of(A, B))) {
        assertThat(write.current(A)).isZero();
        assertThat(write.stored(A)).isEqualTo(1);
        assertThat(write.delete(A)).isEqualTo(1);
        assertThat(write.put(Record.of("b").expiry(Expiry.NEVER)).replaced()).isEqualTo(2);
        write.commit(false);
      }
      assertThat(expired(store, 0, Long.MAX_VALUE - 1)).containsExactly(4L);
      // A clock that is set back brings nothing back.
      now = 0;
      assertThat(store.now()).isEqualTo(1_050);
      assertThat(store.seqs(List.of(RecordId.of("d")))).containsExactly(0);
    }
    assertThat(StorageCheck.of(data).damages()).isEmpty();
    assertThat(Rows.count(data)).containsEntry(Family.EXPIRIES, 2).containsEntry(Family.IDS, 4);
  }

  @Test
  void aMissingExpiryAndOneTooManyAreDamages() throws RocksDBException {
    try (Storage storage = open()) {
      CollectionStore store =
          storage.collection(
              storage.createCollection("docs", CollectionSpec.empty(), Map.of()).id());
      put(store, Record.of("a").ttl(Duration.ofMillis(50)));
      put(store, Record.of("b"));
    }
    assertThat(StorageCheck.of(data).damages()).isEmpty();
    try (Rocks rocks = Rocks.open(Storage.rocksdb(data), false);
        WriteBatch batch = new WriteBatch()) {
      batch.delete(rocks.handle(Family.EXPIRIES), KeyLayout.byExpiry(1, 1_050, 1));
      batch.put(rocks.handle(Family.EXPIRIES), KeyLayout.byExpiry(1, 7, 2), new byte[0]);
      batch.put(rocks.handle(Family.EXPIRIES), KeyLayout.byExpiry(1, 8, 2), new byte[0]);
      batch.put(
          rocks.handle(Family.IDS),
          KeyLayout.byId(1, IdCodec.encode(B)),
          new IdEntry(2, 7).encode());
      rocks.write(batch, true);
    }
    assertThat(StorageCheck.of(data).damages())
        .extracting(Damage::what)
        .anyMatch(
            it -> it.contains("'expiries'") && it.contains("seq 1 ") && it.contains("missing"))
        .anyMatch(it -> it.contains("must have 1 expiries: 2"))
        .anyMatch(it -> it.contains("'ids'") && it.contains("seq 2 "));
  }
}
