package dev.akin.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.Collection;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.bench.torture.ExpectedRecords.State;
import dev.akin.engine.EmbeddedDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that says something else than the database is noticed, whatever it is. */
class InspectionTest {
  private static final long SEED = 5;

  private final Subject subject = Subject.both(SEED).getFirst();
  private Database database;
  private Collection collection;
  private Inspection inspection;

  @BeforeEach
  void open(@TempDir Path data) {
    database = EmbeddedDatabase.open(data);
    collection = database.createCollection(subject.name(), subject.spec());
    inspection = new Inspection(subject, collection);
    subject.expected().done(upsert(1, 2, 3));
    inspection.compare(new Random(SEED));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aWriteThatTheServerNeverGot() {
    subject.expected().done(subject.expected().begin(List.of(2), false));
    assertDiffers("record 2 has version 1");
  }

  @Test
  void aRecordThatIsMissing() {
    collection.delete(RecordId.of(2L));
    assertDiffers("record 2 has version 0");
  }

  @Test
  void aDeletedRecordThatIsBack() {
    Change delete = subject.expected().begin(List.of(2), true);
    subject.expected().done(delete);
    assertDiffers("record 2 has version 1");
  }

  @Test
  void aRecordWithOtherContent() {
    Record other = subject.content().record(2, 1);
    collection.upsert(other.put("note", "other"));
    assertDiffers("record 2 has payload");
    collection.upsert(other.vector(subject.content().vector(3, 1)));
    assertDiffers("record 2 version 1 has another vector");
  }

  @Test
  void aChangeInFlightIsDoneWholeOrNotAtAll() {
    Change done = upsert(2, 4);
    assertThat(inspection.settle(done)).isTrue();
    Change lost = subject.expected().begin(List.of(2, 3, 4), true);
    assertThat(inspection.settle(lost)).isFalse();
    inspection.compare(new Random(SEED));

    Change torn = subject.expected().begin(List.of(2, 3, 4), true);
    collection.delete(RecordId.of(3L));
    assertThatThrownBy(() -> inspection.settle(torn))
        .isInstanceOf(TortureFailure.class)
        .hasMessageContaining("1 are done and 2 are not");
  }

  @Test
  void aChangeInFlightLeavesTheOldOrTheNew() {
    Change change = subject.expected().begin(List.of(2), false);
    collection.delete(RecordId.of(2L));
    assertThatThrownBy(() -> inspection.settle(change))
        .isInstanceOf(TortureFailure.class)
        .hasMessageContaining("record 2 has version 0");
  }

  @Test
  void aReadSeesAStateBetweenItsCallAndItsAnswer() {
    State first = subject.expected().state(2);
    assertThat(first.allows(first, 1)).isTrue();
    assertThat(first.allows(first, ExpectedRecords.ABSENT)).isFalse();
    assertThat(first.allows(first, 2)).isFalse();

    Change lost = subject.expected().begin(List.of(2), true);
    State deleting = subject.expected().state(2);
    assertThat(first.allows(deleting, ExpectedRecords.ABSENT)).isTrue();
    subject.expected().lost(lost);
    State kept = subject.expected().state(2);
    assertThat(kept.allows(kept, ExpectedRecords.ABSENT)).isFalse();

    subject.expected().done(upsert(2));
    State third = subject.expected().state(2);
    assertThat(kept.allows(third, 1)).isTrue();
    assertThat(kept.allows(third, 2)).as("the number of the lost change").isFalse();
    assertThat(kept.allows(third, 3)).isTrue();
    assertThat(third.allows(third, 1)).as("an older version").isFalse();

    subject.expected().done(subject.expected().begin(List.of(2), true));
    State gone = subject.expected().state(2);
    assertThat(gone.allows(gone, 3)).as("a deleted record").isFalse();
    assertThat(gone.allows(gone, ExpectedRecords.ABSENT)).isTrue();
  }

  private Change upsert(Integer... ids) {
    Change change = subject.expected().begin(List.of(ids), false);
    collection.upsert(
        change.ids().stream()
            .map(id -> subject.content().record(id, subject.expected().state(id).issued()))
            .toList());
    return change;
  }

  private void assertDiffers(String message) {
    assertThatThrownBy(() -> inspection.compare(new Random(SEED)))
        .isInstanceOf(TortureFailure.class)
        .hasMessageContaining(message);
  }
}
