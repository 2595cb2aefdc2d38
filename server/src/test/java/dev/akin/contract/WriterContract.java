package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.RecordWriter;
import dev.akin.api.UpsertResult;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams of records. */
interface WriterContract extends Fixture {
  @Test
  default void aLongStreamIsWritten() {
    Collection c = create(8);
    Random random = new Random(SEED);
    RecordWriter writer = c.writer();
    try (writer) {
      for (Record record : Fixture.randomRecords(random, 10_000, 8)) {
        writer.write(record);
      }
      for (int i = 9_990; i < 10_010; i++) {
        writer.write(Record.of(i));
      }
    }
    assertThat(writer.acknowledged()).isEqualTo(new UpsertResult(10_010, 10));
    assertThat(c.count()).isEqualTo(10_010);
    assertThat(restart().collection("c").count()).isEqualTo(10_010);
    assertThat(db().collection("c").get(RecordId.of(9_989)).orElseThrow().payload()).hasSize(1);
  }

  @Test
  default void aFlushMakesAllVisible() {
    Collection c = create(1);
    try (RecordWriter writer = c.writer()) {
      assertThat(writer.acknowledged()).isEqualTo(UpsertResult.NONE);
      writer.flush();
      writer.write(Record.of(1).vector(1));
      writer.flush();
      assertThat(writer.acknowledged()).isEqualTo(new UpsertResult(1, 0));
      assertThat(c.search(Query.vector(1)).hits()).hasSize(1);
      writer.write(Record.of(1).vector(2));
      writer.write(Record.of(2).vector(2));
    }
    assertThat(c.count()).isEqualTo(2);
  }

  @Test
  default void aBadRecordInTheMiddleEndsTheStreamAndNothingElseIsLost() {
    Collection c = create(2);
    RecordWriter writer = c.writer();
    Throwable refused =
        catchThrowable(
            () -> {
              for (int i = 0; i < 5_000; i++) {
                writer.write(i == 2_500 ? Record.of(i).vector(1, 2, 3) : Record.of(i).vector(1, i));
              }
              writer.flush();
            });
    assertThat(refused)
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("has 2")
        .hasMessageContaining("has 3");
    assertThatThrownBy(() -> writer.write(Record.of(1).vector(1, 2)))
        .isInstanceOf(AkinException.InvalidArgument.class);
    assertThatThrownBy(writer::flush).isInstanceOf(AkinException.InvalidArgument.class);
    writer.close();
    long acknowledged = writer.acknowledged().inserted();
    assertThat(acknowledged).isBetween(1_000L, 2_500L);
    assertThat(c.count()).isEqualTo(acknowledged);
    assertThat(c.get(RecordId.of(acknowledged - 1))).isPresent();
    assertThat(c.get(RecordId.of(2_500))).isEmpty();
  }

  @Test
  default void aClosedWriterTakesNoMore() {
    Collection c = create(1);
    RecordWriter writer = c.writer();
    writer.write(Record.of(1));
    writer.close();
    writer.close();
    assertThat(c.count()).isEqualTo(1);
    assertThatThrownBy(() -> writer.write(Record.of(2)))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(writer::flush).isInstanceOf(AkinException.FailedPrecondition.class);
  }
}
