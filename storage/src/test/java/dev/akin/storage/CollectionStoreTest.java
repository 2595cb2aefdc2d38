package dev.akin.storage;

import static dev.akin.storage.CollectionStore.NO_EXPIRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Expiry;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionStoreTest {
  private static final CollectionSpec SPEC =
      CollectionSpec.ofDimension(4).vector("wide", VectorSpec.ofDimension(512));

  @TempDir Path data;
  private Storage storage;
  private CollectionStore store;

  @BeforeEach
  void open() {
    storage = Storage.open(data);
    store = storage.collection(storage.createCollection("docs", SPEC, Map.of()).id());
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private void reopen() {
    int id = store.meta().id();
    storage.close();
    storage = Storage.open(data);
    store = storage.collection(id);
  }

  private Written put(Record record) {
    try (CollectionWrite write = store.begin(List.of(record.id()))) {
      Written written = write.put(record);
      write.commit(false);
      return written;
    }
  }

  private long delete(RecordId id) {
    try (CollectionWrite write = store.begin(List.of(id))) {
      long replaced = write.delete(id);
      write.commit(false);
      return replaced;
    }
  }

  private static Record versioned(Record record, long version) {
    return new Record(
        record.id(),
        version,
        record.sources(),
        record.vectors(),
        record.payload(),
        record.expiry());
  }

  private List<String> changes(long afterSeq) {
    List<String> seen = new ArrayList<>();
    store.changes(
        afterSeq,
        new ChangeVisitor() {
          @Override
          public void put(long seq, long replaced) {
            seen.add("put " + seq + " " + replaced);
          }

          @Override
          public void delete(long seq, long replaced) {
            seen.add("delete " + seq + " " + replaced);
          }
        });
    return seen;
  }

  private List<Long> liveSeqs(long afterSeq) {
    List<Long> seqs = new ArrayList<>();
    store.scanSeqs(afterSeq, seqs::add);
    return seqs;
  }

  @Test
  void everyKindOfRecordComesBack() {
    float[] wide = new float[512];
    wide[511] = 2.5f;
    List<Record> records =
        List.of(
            Record.of("bare"),
            Record.of(-1).vector(1, 2, 3, 4).text("both vector and text"),
            Record.of(RecordId.of(new UUID(1, 2))).with("wide", Input.vector(wide)),
            Record.of("image").image(new byte[100_000]).vector(0, 0, 0, 0),
            Record.of("long text").text("words ".repeat(10_000)),
            new Record(
                RecordId.of("payload"),
                0,
                Map.of(),
                Map.of(),
                RecordCodecTest.payload(),
                Expiry.DEFAULT));
    List<Record> expected = new ArrayList<>();
    for (Record record : records) {
      expected.add(versioned(record, put(record).seq()));
    }
    long[] seqs = store.seqs(records.stream().map(Record::id).toList());
    assertThat(store.read(seqs, Include.ALL)).isEqualTo(expected);
    reopen();
    assertThat(store.read(seqs, Include.ALL)).isEqualTo(expected);
    assertThat(store.seqs(records.stream().map(Record::id).toList())).isEqualTo(seqs);
  }

  @Test
  void readsReturnTheIncludedPartsOnly() {
    Record record = Record.of("a").text("t").vector(1, 2, 3, 4).put("f", 1);
    long seq = put(record).seq();
    assertThat(store.read(new long[] {seq}, Set.of()))
        .containsExactly(versioned(Record.of("a"), seq));
    assertThat(store.read(new long[] {seq}, Set.of(Include.PAYLOAD)))
        .containsExactly(versioned(Record.of("a").put("f", 1), seq));
    assertThat(store.read(new long[] {seq}, Set.of(Include.SOURCES)))
        .containsExactly(versioned(Record.of("a").text("t"), seq));
    assertThat(store.read(new long[] {seq}, Set.of(Include.VECTORS)))
        .containsExactly(versioned(Record.of("a").vector(1, 2, 3, 4), seq));
  }

  @Test
  void readKeepsOrderAndRepeatsAndPassesNullForWhatIsGone() {
    long a = put(Record.of("a").text("a")).seq();
    long b = put(Record.of("b").text("b")).seq();
    long newA = put(Record.of("a").text("new")).seq();
    List<Record> read = store.read(new long[] {b, a, 0, newA, b, 99}, Include.ALL);
    assertThat(read).hasSize(6);
    assertThat(read.get(0)).isEqualTo(versioned(Record.of("b").text("b"), b));
    assertThat(read.get(1)).isNull();
    assertThat(read.get(2)).isNull();
    assertThat(read.get(3)).isEqualTo(versioned(Record.of("a").text("new"), newA));
    assertThat(read.get(4)).isEqualTo(read.get(0));
    assertThat(read.get(5)).isNull();
    assertThat(store.read(new long[0], Include.ALL)).isEmpty();
  }

  @Test
  void updatesAndDeletesLeaveNoRowsBehind() {
    put(Record.of("stays").vector(1, 0, 0, 0).text("s"));
    put(Record.of("changes").vector(1, 1, 0, 0).with("wide", new Input.Text("w")));
    put(Record.of("goes").vector(1, 1, 1, 0).image(new byte[] {1}));
    assertThat(put(Record.of("changes").put("now", "without vectors")).replaced()).isEqualTo(2);
    assertThat(delete(RecordId.of("goes"))).isEqualTo(3);
    assertThat(delete(RecordId.of("goes"))).isZero();
    assertThat(store.lastSeq()).isEqualTo(5);
    storage.close();
    assertThat(Rows.count(data))
        .containsEntry(Family.RECORDS, 2)
        .containsEntry(Family.IDS, 2)
        .containsEntry(Family.VECTORS, 1)
        .containsEntry(Family.SOURCES, 1)
        .containsEntry(Family.CHANGES, 5);
  }

  @Test
  void laterOperationsOfAWriteSeeTheEarlierOnes() {
    long before = put(Record.of("a").text("0").vector(0, 0, 0, 1)).seq();
    RecordId a = RecordId.of("a");
    try (CollectionWrite write = store.begin(List.of(a, a))) {
      assertThat(write.current(a)).isEqualTo(before);
      assertThat(write.put(Record.of("a").text("1").vector(0, 0, 0, 2)))
          .isEqualTo(new Written(2, 1, NO_EXPIRY));
      assertThat(write.put(Record.of("a").text("2").vector(0, 0, 0, 3)))
          .isEqualTo(new Written(3, 2, NO_EXPIRY));
      assertThat(write.current(a)).isEqualTo(3);
      assertThat(write.put(Record.of("unannounced").text("u")))
          .isEqualTo(new Written(4, 0, NO_EXPIRY));
      assertThat(write.delete(RecordId.of("unannounced"))).isEqualTo(4);
      assertThat(write.delete(RecordId.of("unannounced"))).isZero();
      assertThat(store.lastSeq()).as("nothing is visible yet").isEqualTo(1);
      assertThat(store.seqs(List.of(a))).containsExactly(1);
      write.commit(true);
    }
    assertThat(store.seqs(List.of(a, RecordId.of("unannounced")))).containsExactly(3, 0);
    assertThat(changes(0))
        .containsExactly("put 1 0", "put 2 1", "put 3 2", "put 4 0", "delete 5 4");
    assertThat(liveSeqs(0)).containsExactly(3L);
    storage.close();
    assertThat(Rows.count(data))
        .containsEntry(Family.RECORDS, 1)
        .containsEntry(Family.IDS, 1)
        .containsEntry(Family.VECTORS, 1)
        .containsEntry(Family.SOURCES, 1);
  }

  @Test
  void aWriteThatIsNotCommittedLeavesNothingAndBurnsNoSeqs() {
    try (CollectionWrite write = store.begin(List.of())) {
      write.put(Record.of("a").text("t"));
    }
    assertThat(store.seqs(List.of(RecordId.of("a")))).containsExactly(0);
    assertThat(store.lastSeq()).isZero();
    assertThat(put(Record.of("b")).seq()).isEqualTo(1);
  }

  @Test
  void aWriteIsOverAfterItsCommit() {
    CollectionWrite write = store.begin(List.of());
    assertThatThrownBy(() -> store.begin(List.of())).isInstanceOf(IllegalStateException.class);
    write.commit(false);
    assertThatThrownBy(() -> write.put(Record.of("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> write.commit(false)).isInstanceOf(IllegalStateException.class);
    write.close();
    store.begin(List.of()).close();
  }

  @Test
  void aRefusedRecordLeavesTheWriteAsItWas() {
    try (CollectionWrite write = store.begin(List.of())) {
      write.put(Record.of("good"));
      assertThatThrownBy(() -> write.put(Record.of("bad").vector(1, 2)))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("vectors['default'] must have dimension 4: 2");
      assertThatThrownBy(() -> write.put(Record.of("bad").with("nope", Input.text("t"))))
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("no vector 'nope'");
      assertThatThrownBy(() -> write.put(Record.of("bad").put("f", "\ud800")))
          .isInstanceOf(AkinException.InvalidArgument.class);
      assertThatThrownBy(() -> write.put(Record.of("bad").text("\ud800")))
          .isInstanceOf(AkinException.InvalidArgument.class);
      assertThat(write.put(Record.of("good too")).seq()).isEqualTo(2);
      write.commit(false);
    }
    assertThat(liveSeqs(0)).containsExactly(1L, 2L);
  }

  @Test
  void scansVisitVectorsInOrderOfSeq() {
    for (int i = 1; i <= 300; i++) {
      put(
          i % 3 == 0
              ? Record.of(i)
              : Record.of(i).vector(i, 0, 0, 0).with("wide", Input.vector(wide(i))));
    }
    for (int i = 1; i <= 300; i += 10) {
      delete(RecordId.of(i));
    }
    reopen();
    for (String name : List.of("default", "wide")) {
      List<Long> seen = new ArrayList<>();
      store.scanVectors(
          name,
          100,
          (seq, vector) -> {
            assertThat(vector[0]).isEqualTo((float) seq);
            seen.add(seq);
          });
      List<Long> expected = new ArrayList<>();
      for (long i = 101; i <= 300; i++) {
        if (i % 3 != 0 && i % 10 != 1) {
          expected.add(i);
        }
      }
      assertThat(seen).isEqualTo(expected);
    }
    assertThat(liveSeqs(290)).containsExactly(292L, 293L, 294L, 295L, 296L, 297L, 298L, 299L, 300L);
    assertThatThrownBy(() -> store.scanVectors("nope", 0, (seq, vector) -> {}))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("no vector 'nope'");
  }

  private static float[] wide(int first) {
    float[] wide = new float[512];
    wide[0] = first;
    return wide;
  }

  @Test
  void lastSeqSurvivesDeletesTrimsAndRestarts() {
    assertThat(store.oldestChange()).isEqualTo(1);
    put(Record.of("a"));
    put(Record.of("b"));
    delete(RecordId.of("b"));
    delete(RecordId.of("a"));
    reopen();
    assertThat(store.lastSeq()).isEqualTo(4);
    assertThat(store.oldestChange()).isEqualTo(1);
    assertThat(changes(2)).containsExactly("delete 3 2", "delete 4 1");

    store.trimChanges(2);
    assertThat(store.oldestChange()).isEqualTo(3);
    store.trimChanges(1);
    assertThat(changes(0)).containsExactly("delete 3 2", "delete 4 1");

    store.trimChanges(100);
    reopen();
    assertThat(store.lastSeq()).isEqualTo(4);
    assertThat(store.oldestChange()).isEqualTo(4);
    assertThat(changes(4)).isEmpty();
    assertThat(put(Record.of("c")).seq()).isEqualTo(5);
  }

  @Test
  void collectionsDoNotSeeEachOther() {
    CollectionStore other =
        storage.collection(storage.createCollection("other", SPEC, Map.of()).id());
    put(Record.of("a").vector(1, 2, 3, 4));
    assertThat(other.seqs(List.of(RecordId.of("a")))).containsExactly(0);
    assertThat(other.read(new long[] {1}, Include.ALL)).containsExactly((Record) null);
    assertThat(other.lastSeq()).isZero();
    assertThat(other.ids(Optional.empty(), 10).seqs()).isEmpty();
    other.scanSeqs(0, seq -> assertThat(seq).isNull());
    other.scanVectors("default", 0, (seq, vector) -> assertThat(seq).isNull());
  }

  @Test
  void scrollGoesThroughAllIdsInOrderWhateverIsWritten() {
    List<RecordId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ids.add(RecordId.of(i * 1000L));
    }
    for (int i = 0; i < 50; i++) {
      ids.add(RecordId.of("s%03d".formatted(i)));
    }
    for (int i = 0; i < 50; i++) {
      ids.add(RecordId.of(new UUID(i, i)));
    }
    for (RecordId id : ids.reversed()) {
      put(Record.of(id));
    }
    List<RecordId> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int page = 0;
    do {
      IdPage ids7 = store.ids(cursor, 7);
      store.read(ids7.seqs(), Set.of()).forEach(record -> seen.add(record.id()));
      put(Record.of(ids.get(page)).put("again", page)); // an update behind or ahead
      delete(RecordId.of("s%03d".formatted(49 - page / 10))); // ahead, later at the cursor
      ids7.next().ifPresent(next -> assertThat(next).matches("[A-Za-z0-9_-]+"));
      cursor = ids7.next();
      page++;
    } while (cursor.isPresent());
    List<RecordId> expected = new ArrayList<>(ids);
    expected.removeAll(List.of(RecordId.of("s049"), RecordId.of("s048"), RecordId.of("s047")));
    assertThat(seen).doesNotHaveDuplicates().containsAll(expected);
    assertThat(seen).isEqualTo(ids.stream().filter(seen::contains).toList());
  }

  @Test
  void scrollEndsWithoutACursorAndGoesOnAfterADeletedOne() {
    put(Record.of("a"));
    put(Record.of("b"));
    put(Record.of("c"));
    assertThat(store.ids(Optional.empty(), 3).next()).isEmpty();
    IdPage first = store.ids(Optional.empty(), 2);
    assertThat(first.seqs()).containsExactly(1, 2);
    delete(RecordId.of("b"));
    IdPage second = store.ids(first.next(), 2);
    assertThat(second.seqs()).containsExactly(3);
    assertThat(second.next()).isEmpty();
  }

  @Test
  void scrollRefusesWhatIsNoCursor() {
    for (String cursor : List.of("", "!", "AA", "AQ", "AQH_", "AgIh", "not a cursor")) {
      assertThatThrownBy(() -> store.ids(Optional.of(cursor), 10))
          .as("cursor '%s'", cursor)
          .isInstanceOf(AkinException.InvalidArgument.class)
          .hasMessageContaining("cursor");
    }
    assertThatThrownBy(() -> store.ids(Optional.empty(), 0))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("limit");
  }
}
