package dev.akin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.Hit;
import dev.akin.api.OptimizeOptions;
import dev.akin.api.OptimizeProgress;
import dev.akin.api.OptimizeResult;
import dev.akin.api.Query;
import dev.akin.api.RecordId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Optimizing takes what is dead away and changes no answer. */
interface OptimizeContract extends Fixture {
  @Test
  default void deadRecordsAreGoneAfterIt() {
    Random random = new Random(SEED);
    Collection c = create(8);
    c.upsert(Fixture.randomRecords(random, 500, 8));
    c.upsert(Fixture.randomRecords(random, 100, 8));
    c.delete(LongStream.range(400, 500).mapToObj(RecordId::of).toList());
    assertThat(c.info().dead()).isEqualTo(200);
    Query query = Query.vector(Fixture.randomVector(random, 8)).k(50).exact();
    List<RecordId> before = c.search(query).hits().stream().map(Hit::id).toList();

    List<OptimizeProgress> progress = new ArrayList<>();
    OptimizeResult result = c.optimize(OptimizeOptions.DEFAULTS, progress::add);
    assertThat(result.rebuilt()).isTrue();
    assertThat(result.records()).isEqualTo(400);
    assertThat(result.removed()).isEqualTo(200);
    assertThat(result.took()).isPositive();
    assertThat(progress).isNotEmpty().extracting(OptimizeProgress::fraction).isSorted();
    for (int i = 0; i < 2; i++) {
      Collection now = db().collection("c");
      assertThat(now.info().dead()).isZero();
      assertThat(now.info().optimizing()).isEmpty();
      assertThat(now.count()).isEqualTo(400);
      assertThat(now.search(query).hits()).extracting(Hit::id).isEqualTo(before);
      restart();
    }
  }

  @Test
  default void withoutDeadRecordsItDoesNothingUnlessForced() {
    Collection c = create(2);
    c.upsert(Fixture.randomRecords(new Random(SEED), 10, 2));
    assertThat(c.optimize().rebuilt()).isFalse();
    OptimizeResult forced = c.optimize(new OptimizeOptions(1, true), _ -> {});
    assertThat(forced.rebuilt()).isTrue();
    assertThat(forced.records()).isEqualTo(10);
  }

  @Test
  default void anInterruptedOneLeavesAllAsItWas() {
    Collection c = create(8);
    c.upsert(Fixture.randomRecords(new Random(SEED), 500, 8));
    c.delete(RecordId.of(1));
    assertThatThrownBy(
            () -> c.optimize(OptimizeOptions.DEFAULTS, _ -> Thread.currentThread().interrupt()))
        .isInstanceOf(AkinException.Cancelled.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(c.count()).isEqualTo(499);
    assertThat(c.optimize().records()).isEqualTo(499);
  }

  @Test
  default void whatTheListenerThrowsEndsIt() {
    Collection c = create(2);
    c.upsert(Fixture.randomRecords(new Random(SEED), 10, 2));
    RuntimeException own = new IllegalStateException("enough");
    OptimizeOptions forced = OptimizeOptions.DEFAULTS.withForce(true);
    assertThatThrownBy(
            () ->
                c.optimize(
                    forced,
                    _ -> {
                      throw own;
                    }))
        .isSameAs(own);
    assertThat(c.optimize(forced, _ -> {}).rebuilt()).isTrue();
  }

  @Test
  default void aDroppedCollectionIsNotOptimized() {
    Collection c = create(2);
    db().dropCollection("c");
    assertThatThrownBy(c::optimize).isInstanceOf(AkinException.NotFound.class);
  }
}
