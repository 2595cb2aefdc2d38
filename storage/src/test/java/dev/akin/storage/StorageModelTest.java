package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.CollectionSpec;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random writes, drops of uncommitted ones and restarts, against a map. */
class StorageModelTest {
  private static final int STEPS = 600;
  private static final int IDS = 60;
  private static final CollectionSpec SPEC =
      CollectionSpec.ofDimension(3).vector("wide", VectorSpec.ofDimension(300));

  @TempDir Path data;
  private final Random random = Seed.random("StorageModelTest");

  /** What must be there: records by encoded id, and all changes. */
  private static final class Model {
    private final TreeMap<byte[], Record> records;
    private final List<String> changes;

    Model() {
      records = new TreeMap<>(Arrays::compareUnsigned);
      changes = new ArrayList<>();
    }

    Model(Model other) {
      records = new TreeMap<>(other.records);
      changes = new ArrayList<>(other.changes);
    }

    long put(Record record) {
      long seq = changes.size() + 1L;
      Record versioned =
          new Record(
              record.id(),
              seq,
              record.sources(),
              record.vectors(),
              record.payload(),
              record.expiry());
      Record replaced = records.put(IdCodec.encode(record.id()), versioned);
      changes.add("put " + seq + " " + (replaced == null ? 0 : replaced.version()));
      return seq;
    }

    long delete(RecordId id) {
      Record gone = records.remove(IdCodec.encode(id));
      if (gone == null) {
        return 0;
      }
      changes.add("delete " + (changes.size() + 1) + " " + gone.version());
      return gone.version();
    }
  }

  @Test
  void behavesLikeAMap() {
    Model model = new Model();
    Storage storage = Storage.open(data);
    try {
      int id = storage.createCollection("docs", SPEC, Map.of()).id();
      for (int step = 0; step < STEPS; step++) {
        CollectionStore store = storage.collection(id);
        model = write(store, model);
        if (random.nextInt(10) == 0) {
          compare(store, model);
        }
        if (random.nextInt(20) == 0) {
          storage.close();
          storage = Storage.open(data);
          compare(storage.collection(id), model);
        }
      }
    } finally {
      storage.close();
    }
    int parts = 0;
    for (Record record : model.records.values()) {
      parts += record.vectors().size();
    }
    assertThat(Rows.count(data))
        .containsEntry(Family.RECORDS, model.records.size())
        .containsEntry(Family.IDS, model.records.size())
        .containsEntry(Family.VECTORS, parts)
        .containsEntry(Family.CHANGES, model.changes.size());
  }

  /** Writes a few operations; returns the model that holds afterwards. */
  private Model write(CollectionStore store, Model before) {
    Model after = new Model(before);
    List<RecordId> ids = new ArrayList<>();
    for (int i = random.nextInt(8); i >= 0; i--) {
      ids.add(randomId());
    }
    try (CollectionWrite write = store.begin(ids)) {
      for (RecordId id : ids) {
        if (random.nextInt(3) == 0) {
          assertThat(write.delete(id)).isEqualTo(after.delete(id));
        } else {
          Record record = randomRecord(id);
          assertThat(write.put(record).seq()).isEqualTo(after.put(record));
        }
      }
      if (random.nextInt(5) == 0) {
        return before;
      }
      write.commit(random.nextInt(10) == 0);
    }
    return after;
  }

  private RecordId randomId() {
    int n = random.nextInt(IDS);
    return switch (n % 3) {
      case 0 -> RecordId.of((long) n << 58);
      case 1 -> RecordId.of("id" + n);
      default -> RecordId.of(new UUID(n, n));
    };
  }

  private Record randomRecord(RecordId id) {
    Record record = Record.of(id).put("n", random.nextInt());
    if (random.nextBoolean()) {
      record = record.vector(random.nextFloat(), random.nextFloat(), random.nextFloat());
    }
    if (random.nextBoolean()) {
      float[] wide = new float[300];
      wide[random.nextInt(300)] = random.nextFloat();
      record = record.with("wide", Input.vector(wide));
    }
    if (random.nextBoolean()) {
      record = record.text("text ".repeat(random.nextInt(2_000)));
    }
    return record;
  }

  private void compare(CollectionStore store, Model model) {
    List<Record> expected = List.copyOf(model.records.values());
    assertThat(store.lastSeq()).isEqualTo(model.changes.size());

    long[] seqs = store.seqs(expected.stream().map(Record::id).toList());
    assertThat(store.read(seqs, Include.ALL)).isEqualTo(expected);

    List<Record> scrolled = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int limit = 1 + random.nextInt(20);
    do {
      IdPage page = store.ids(cursor, limit);
      scrolled.addAll(store.read(page.seqs(), Include.ALL));
      cursor = page.next();
    } while (cursor.isPresent());
    assertThat(scrolled).isEqualTo(expected);

    List<Long> live = new ArrayList<>();
    store.scanSeqs(0, live::add);
    List<Long> versions = new ArrayList<>();
    model.records.values().forEach(record -> versions.add(record.version()));
    Collections.sort(versions);
    assertThat(live).isEqualTo(versions);

    for (String name : List.of("default", "wide")) {
      Map<Long, float[]> vectors = new TreeMap<>();
      store.scanVectors(name, 0, (seq, vector) -> vectors.put(seq, vector.clone()));
      Map<Long, float[]> expectedVectors = new TreeMap<>();
      for (Record record : expected) {
        if (record.vectors().containsKey(name)) {
          expectedVectors.put(record.version(), record.vectors().get(name).values());
        }
      }
      assertThat(vectors.keySet()).isEqualTo(expectedVectors.keySet());
      vectors.forEach((seq, vector) -> assertThat(vector).isEqualTo(expectedVectors.get(seq)));
    }

    List<String> changes = new ArrayList<>();
    store.changes(
        0,
        new ChangeVisitor() {
          @Override
          public void put(long seq, long replaced) {
            changes.add("put " + seq + " " + replaced);
          }

          @Override
          public void delete(long seq, long replaced) {
            changes.add("delete " + seq + " " + replaced);
          }
        });
    assertThat(changes).isEqualTo(model.changes);
  }
}
