package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.SyncMode;
import dev.akin.api.VectorSpec;
import dev.akin.api.index.FlatConfig;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.VectorMeta;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RebuildPlanTest {
  private static final CollectionMeta META = meta(VectorSpec.ofDimension(8));
  private static final String SETTINGS = RebuildPlan.settings(META);

  private static CollectionMeta meta(VectorSpec spec) {
    return new CollectionMeta(
        1,
        "c",
        SyncMode.ALWAYS,
        Optional.empty(),
        Map.of("v", new VectorMeta(1, spec, Optional.empty())),
        Map.of(),
        2,
        Optional.empty(),
        Optional.empty());
  }

  private static OrdinalTable table(long... seqs) {
    OrdinalTable table = new OrdinalTable();
    for (long seq : seqs) {
      table.append(seq);
    }
    return table;
  }

  private static RebuildPlan plan(long... seqs) {
    return new RebuildPlan(seqs, 9, 20, SETTINGS);
  }

  @Test
  void itFitsWhereItWasMadeAndWhenRecordsHaveComeAndGoneSince() {
    assertThat(plan(2, 5, 9).fits(META, table(2, 5, 9), 20)).isTrue();
    assertThat(plan(2, 5, 9).fits(META, table(2, 9, 21, 25), 25)).isTrue();
    OrdinalTable died = table(1, 2, 5, 9);
    died.kill(1);
    died.kill(5);
    assertThat(plan(2, 5, 9).fits(META, died, 22)).isTrue();
    assertThat(plan().fits(META, table(21), 21)).isTrue();
  }

  @Test
  void itDoesNotWhenARecordWouldBeLost() {
    assertThat(plan(2, 9).fits(META, table(2, 5, 9), 20)).isFalse();
    assertThat(plan(5, 9).fits(META, table(2, 5, 9), 20)).isFalse();
    assertThat(plan(2, 5).fits(META, table(2, 5, 9), 20)).isFalse();
  }

  @Test
  void itDoesNotWithOtherSettingsOrAnOlderStore() {
    CollectionMeta other = meta(VectorSpec.ofDimension(8).index(FlatConfig.DEFAULTS));
    assertThat(plan(2, 5, 9).fits(other, table(2, 5, 9), 20)).isFalse();
    assertThat(plan(2, 5, 9).fits(META, table(2, 5, 9), 19)).isFalse();
  }

  @Test
  void itIsNotWorthItWhenMostAreDead() {
    assertThat(plan(1, 2, 3, 4, 5, 6).fits(META, table(1, 2, 3, 21), 21)).isTrue();
    assertThat(plan(1, 2, 3, 4, 5, 6).fits(META, table(1, 2, 21), 21)).isFalse();
  }
}
