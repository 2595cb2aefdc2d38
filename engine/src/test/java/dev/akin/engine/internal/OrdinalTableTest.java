package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrdinalTableTest {
  @Test
  void findsOrdinalsAcrossBlocks() {
    OrdinalTable table = new OrdinalTable();
    int n = 200_000;
    for (int i = 0; i < n; i++) {
      assertThat(table.append(10L + 3L * i)).isEqualTo(i);
    }
    for (int i = 0; i < n; i += 777) {
      assertThat(table.ordinal(10L + 3L * i)).isEqualTo(i);
      assertThat(table.ordinal(11L + 3L * i)).isEqualTo(-1);
    }
    assertThat(table.ordinal(0)).isEqualTo(-1);
    assertThat(table.ordinal(Long.MAX_VALUE)).isEqualTo(-1);
    assertThat(table.newestSeq()).isEqualTo(10L + 3L * (n - 1));
    long[] seqs = table.seqs(70_000);
    assertThat(seqs).hasSize(70_000);
    assertThat(seqs[69_999]).isEqualTo(10L + 3L * 69_999);
  }

  @Test
  void theDeadAreNotCounted() {
    OrdinalTable table = new OrdinalTable();
    table.append(1);
    table.append(5);
    table.kill(1);
    table.kill(3);
    assertThat(table.count()).isEqualTo(1);
    assertThat(table.limit()).isEqualTo(2);
    assertThat(table.live().contains(0)).isFalse();
    assertThat(table.live().contains(1)).isTrue();
  }
}
