package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.AlterationInfo;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Hit;
import dev.akin.api.Include;
import dev.akin.api.LongText;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A collection is embedded again by another model while it is in use. */
interface ReembedContract extends Fixture {
  Alteration PAIRS = Alteration.Reembed.of("default", LetterEmbedders.PAIRS);

  @AfterEach
  default void letEverythingThrough() {
    LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
  }

  /** Records whose texts are their numbers, in the letters a to j. */
  private Collection letters(int records) {
    Collection c = db().createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    List<Record> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      StringBuilder text = new StringBuilder();
      for (char digit : Integer.toString(i).toCharArray()) {
        text.append((char) ('a' + digit - '0'));
      }
      all.add(Record.of(i).text(text.toString()).put("n", i));
    }
    c.upsert(all);
    return c;
  }

  private static float[] vector(Collection c, long id) {
    return c.get(List.of(RecordId.of(id)), Set.of(Include.VECTORS))
        .getFirst()
        .vectors()
        .get("default")
        .values();
  }

  /** A call on a thread of its own. */
  record Call(Thread thread, CompletableFuture<AlterResult> result) {}

  private static Call begin(Collection c, Alteration alteration) {
    CompletableFuture<AlterResult> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    result.complete(c.alter(alteration));
                  } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                  }
                });
    return new Call(thread, result);
  }

  private static void until(Callable<Boolean> holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!holds.call()) {
        assertThat(System.nanoTime()).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void searchesGoOnInTheOldVectorsAndWritesReachBoth() throws Exception {
    Collection c = letters(300);
    c.upsert(Record.of("ab").text("ab"), Record.of("old").text("zz"), Record.of("gone").text("q"));
    LetterEmbedders.GATE.allow(150);
    Call reembed = begin(c, PAIRS);
    until(() -> LetterEmbedders.GATE.passed() == 150);

    AlterationInfo info = c.info().altering().orElseThrow();
    assertThat(info.what()).isEqualTo("reembed vector 'default' by 'pairs'");
    assertThat(info.failure()).isEmpty();
    assertThat(info.progress().stage()).contains("embedding");
    assertThat(info.progress().fraction()).isGreaterThan(0.1);
    assertThat(c.search(Query.text("zz").k(1)).hits())
        .extracting(Hit::id)
        .containsExactly(RecordId.of("old"));
    assertThat(vector(c, 1)).hasSize(26);

    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> searching =
        CompletableFuture.supplyAsync(
            () -> {
              int searches = 0;
              for (; !over.get(); searches++) {
                assertThat(c.search(Query.text("b").k(20)).hits()).hasSize(20);
              }
              return searches;
            },
            Executors.newVirtualThreadPerTaskExecutor());

    // A write needs the new vector as well, and gets it once the model takes documents again.
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(
            () -> c.upsert(Record.of("ba").text("ba"), Record.of("old").text("yx")),
            Executors.newVirtualThreadPerTaskExecutor());
    assertThat(c.delete(RecordId.of("gone"))).isTrue();
    LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
    write.get(1, TimeUnit.MINUTES);
    AlterResult result = reembed.result().get(1, TimeUnit.MINUTES);
    assertThat(result.records()).isEqualTo(303);
    assertThat(result.skipped()).isZero();
    over.set(true);
    assertThat(searching.get(1, TimeUnit.MINUTES)).isPositive();
    Collection now = c;
    for (int i = 0; i < 2; i++) {
      assertThat(now.info().altering()).isEmpty();
      VectorSpec spec = now.info().vectors().get("default").spec();
      assertThat(spec.embedder()).hasValue(LetterEmbedders.PAIRS);
      assertThat(spec.dimension()).isEqualTo(51);
      assertThat(vector(now, 1)).hasSize(51);
      assertThat(now.search(Query.text("yx").k(1)).hits())
          .extracting(Hit::id)
          .containsExactly(RecordId.of("old"));
      assertThat(now.search(Query.text("zz").k(1)).hits().getFirst().score()).isZero();
      assertThat(now.search(Query.text("a").k(1000)).hits()).hasSize(303);
      Record record = now.get(RecordId.of(27)).orElseThrow();
      assertThat(record.sources()).containsOnlyKeys("default");
      assertThat(record.payload()).containsKey("n");
      now.upsert(Record.of("new").text("ml"));
      assertThat(now.search(Query.text("ml").k(1)).hits()).hasSize(1);
      now.delete(RecordId.of("new"));
      now = restart().collection("c");
    }
    // The sources are there for the way back, by fewer dimensions and another metric.
    now.alter(
        new Alteration.Reembed(
            "default", LetterEmbedders.LETTERS, 20, Optional.of(Metric.EUCLIDEAN), false));
    assertThat(vector(now, 1)).hasSize(20);
    assertThat(now.info().vectors().get("default").spec().metric()).isEqualTo(Metric.EUCLIDEAN);
  }

  @Test
  default void whatIsEmbeddedSurvivesARestartAndIsNotDoneAgain() {
    Collection c = letters(400);
    LetterEmbedders.GATE.allow(200);
    Call reembed = begin(c, PAIRS);
    until(() -> LetterEmbedders.GATE.passed() == 200);
    // It is the database's: it goes on when the caller gives up.
    reembed.thread().interrupt();
    until(reembed.result()::isDone);
    assertThat(reembed.result().exceptionNow()).isInstanceOf(AkinException.Cancelled.class);
    LetterEmbedders.GATE.allow(100);
    until(() -> LetterEmbedders.GATE.passed() == 100);
    LetterEmbedders.GATE.allow(0);
    Collection again = restart().collection("c");
    assertThat(again.info().altering().orElseThrow().what()).contains("reembed");
    assertThat(again.search(Query.text("ba").k(2)).hits()).hasSize(2);
    assertThat(vector(again, 1)).hasSize(26);
    LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
    AlterResult result = again.alter(PAIRS);
    assertThat(result.records()).isEqualTo(400);
    assertThat(vector(again, 1)).hasSize(51);
    assertThat(again.search(Query.text("b").k(1000)).hits()).hasSize(400);
    // Two batches of 128 were in the store when it was closed.
    assertThat(LetterEmbedders.GATE.passed()).isEqualTo(400 - 256);
  }

  @Test
  default void aWriteThatIsUnderWayMeanwhileIsEmbeddedByTheModelThatThenHolds() throws Exception {
    Collection c = letters(10);
    c.alter(PAIRS);
    LetterEmbedders.GATE.allow(0);
    CompletableFuture<Void> write =
        CompletableFuture.runAsync(
            () -> c.upsert(Record.of(5).text("zyz")), Executors.newVirtualThreadPerTaskExecutor());
    until(() -> LetterEmbedders.GATE.waiting() == 1);
    c.alter(Alteration.Reembed.of("default", LetterEmbedders.LETTERS));
    LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
    write.get(1, TimeUnit.MINUTES);
    assertThat(vector(c, 5)).hasSize(26);
    assertThat(c.search(Query.text("zyz").k(1)).hits().getFirst().id()).isEqualTo(RecordId.of(5));
  }

  @Test
  default void aCloneGoesOnByItself() {
    Collection c = letters(300);
    LetterEmbedders.GATE.allow(200);
    Call reembed = begin(c, PAIRS);
    until(() -> LetterEmbedders.GATE.passed() == 200);
    Collection clone = db().cloneCollection("c", "d");
    assertThat(c.cancelAlteration()).isTrue();
    until(reembed.result()::isDone);
    LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
    until(() -> clone.info().altering().isEmpty());
    assertThat(vector(clone, 1)).hasSize(51);
    assertThat(clone.search(Query.text("a").k(1000)).hits()).hasSize(300);
    assertThat(vector(c, 1)).hasSize(26);
  }

  @Test
  default void aCancelledOneLeavesAllAsItWas() {
    Collection c = letters(300);
    LetterEmbedders.GATE.allow(200);
    Call reembed = begin(c, PAIRS);
    until(() -> LetterEmbedders.GATE.passed() == 200);
    assertThatThrownBy(() -> c.alter(new Alteration.DropVector("default")))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("reembed vector 'default'");
    assertThat(c.cancelAlteration()).isTrue();
    until(reembed.result()::isDone);
    assertThat(reembed.result().exceptionNow()).isInstanceOf(AkinException.Cancelled.class);
    assertThat(c.cancelAlteration()).isFalse();
    assertThat(c.info().altering()).isEmpty();
    c.upsert(Record.of(1000).text("abba"));
    Collection again = restart().collection("c");
    assertThat(again.info().altering()).isEmpty();
    assertThat(vector(again, 1)).hasSize(26);
    assertThat(again.search(Query.text("abba").k(1)).hits().getFirst().score())
        .isGreaterThan(0.99f);
    LetterEmbedders.GATE.allow(Integer.MAX_VALUE);
    assertThat(again.alter(PAIRS).embedded()).isEqualTo(301);
  }

  @Test
  default void recordsWithoutASourceAreCountedUpFrontAndLeftOutIfAsked() {
    Collection c = letters(3);
    c.upsert(Record.of(10).vector(new float[26]), Record.of(11).vector(new float[26]));
    c.upsert(Record.of(12).put("n", 12));
    assertThatThrownBy(() -> c.alter(PAIRS))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("2 of the 5 records")
        .hasMessageContaining("'default'");
    assertThat(c.info().altering()).isEmpty();
    AlterResult result =
        c.alter(Alteration.Reembed.of("default", LetterEmbedders.PAIRS).skippingMissing());
    assertThat(result.embedded()).isEqualTo(3);
    assertThat(result.skipped()).isEqualTo(2);
    assertThat(result.records()).isEqualTo(6);
    assertThat(c.search(Query.text("a").k(10)).hits()).hasSize(3);
    assertThat(c.get(RecordId.of(10))).isPresent();
    assertThat(restart().collection("c").count()).isEqualTo(6);
  }

  @Test
  default void oneThatFailsTellsWhyAndGoesOnWhenItCan() {
    CollectionSpec spec =
        CollectionSpec.empty()
            .vector(
                "default",
                VectorSpec.ofEmbedder(LetterEmbedders.LETTERS).longText(LongText.REJECT));
    Collection c = db().createCollection("c", spec);
    c.upsert(Record.of(1).text("short"), Record.of("long").text("much too long for it"));
    Alteration toShort = Alteration.Reembed.of("default", LetterEmbedders.SHORT_LETTERS);
    assertThatThrownBy(() -> c.alter(toShort))
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessageContaining("record long")
        .hasMessageContaining("8 tokens");
    assertThat(c.info().altering().orElseThrow().failure().orElseThrow()).contains("record long");
    assertThat(c.search(Query.text("short").k(1)).hits()).hasSize(1);
    c.delete(RecordId.of("long"));
    assertThat(c.alter(toShort).records()).isEqualTo(1);
    assertThat(c.info().altering()).isEmpty();
    assertThatThrownBy(() -> c.alter(Alteration.Reembed.of("default", "nope")))
        .isInstanceOf(AkinException.NotFound.class)
        .hasMessageContaining("'nope'");
  }
}
