package dev.akin.bench.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.bench.damage.DamageDrill.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few places of every kind of file; {@code akin bench damage} takes a thousand. */
class DamageDrillTest {
  /** One that cut a manifest between two records, which only RocksDB itself notices. */
  private static final long SEED = Long.getLong("test.seed", 32_111_299_672_389L);

  private static final int PLACES = Integer.getInteger("test.places", 10);

  @TempDir private Path directory;

  @Test
  void damageIsNoticedAndNeverReturnedAsData() throws IOException {
    List<String> complaints = new ArrayList<>();
    Map<String, Outcome> outcomes = DamageDrill.run(directory, PLACES, SEED, complaints::add);
    assertThat(complaints).as("seed %d", SEED).isEmpty();
    assertThat(outcomes).hasSize(FileKind.values().length);
    outcomes.forEach(
        (kind, outcome) -> {
          assertThat(outcome.places()).as(kind).isEqualTo(PLACES);
          assertThat(outcome.found() + outcome.noted() + outcome.idle())
              .as("%s, seed %d", kind, SEED)
              .isGreaterThanOrEqualTo(PLACES);
        });
    assertThat(outcomes.get("table").refused()).as("seed %d", SEED).isPositive();
    assertThat(outcomes.get("index").right()).as("seed %d", SEED).isEqualTo(PLACES);
  }
}
