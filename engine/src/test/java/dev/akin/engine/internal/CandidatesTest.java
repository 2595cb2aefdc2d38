package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.index.SearchCost;
import dev.akin.index.Neighbors;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  @Test
  void scannedOrdinalsAreTakenFromTheScanOnly() {
    Neighbors graph =
        new Neighbors(
            new int[] {7, 3, 1, 12}, new float[] {.9f, .8f, .5f, .4f}, new SearchCost(10, 2));
    Neighbors scan = new Neighbors(new int[] {7, 8}, new float[] {.9f, .6f}, new SearchCost(5, 0));

    Neighbors merged = Candidates.merge(graph, 5, 10, scan, 4);

    assertThat(merged.ordinals()).containsExactly(7, 3, 8, 1);
    assertThat(merged.scores()).containsExactly(.9f, .8f, .6f, .5f);
    assertThat(merged.cost()).isEqualTo(new SearchCost(15, 2));
    assertThat(Candidates.merge(graph, 5, 10, scan, 10).ordinals()).containsExactly(7, 3, 8, 1, 12);
  }
}
