package dev.akin.index.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class KernelChoiceTest {
  private static KernelProbe.Width measures256() {
    return new KernelProbe.Width(256, "measured");
  }

  private static KernelProbe.Width unused() {
    throw new AssertionError("not asked for");
  }

  @Test
  void theProbesDecideWhatIsNotForced() {
    assertThat(KernelChoice.lanes("", "", 512, KernelChoiceTest::measures256, () -> true))
        .isEqualTo(new Lanes.Choice(256, true));
    assertThat(KernelChoice.lanes("", "", 512, KernelChoiceTest::measures256, () -> false))
        .isEqualTo(new Lanes.Choice(256, false));
    assertThat(KernelChoice.lanes("", "", 256, KernelChoiceTest::unused, () -> true))
        .isEqualTo(new Lanes.Choice(256, true));
    assertThat(KernelChoice.lanes("", "", 64, KernelChoiceTest::unused, () -> true))
        .isEqualTo(new Lanes.Choice(128, true));
  }

  @Test
  void whatIsForcedIsTaken() {
    assertThat(KernelChoice.lanes("panama-128", "false", 512, KernelChoiceTest::unused, () -> true))
        .isEqualTo(new Lanes.Choice(128, false));
    assertThat(KernelChoice.lanes("panama-512", "true", 512, KernelChoiceTest::unused, () -> true))
        .isEqualTo(new Lanes.Choice(512, true));
  }

  @Test
  void whatIsForcedAndNotThereIsAnError() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> KernelChoice.lanes("panama-512", "", 256, KernelChoiceTest::unused, () -> true))
        .withMessageContaining("panama-512 cannot load")
        .withMessageContaining("256-bit");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> KernelChoice.lanes("", "true", 256, KernelChoiceTest::unused, () -> false))
        .withMessageContaining("akin.kernels.fma=true cannot load");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> KernelChoice.lanes("", "maybe", 256, KernelChoiceTest::unused, () -> true))
        .withMessageContaining("must be true or false: maybe");
  }

  @Test
  void theProbeMeasuresBothWidths() {
    KernelProbe.Width width = KernelProbe.fasterOf256And512();
    assertThat(width.bits()).isIn(256, 512);
    // On a busy machine the compiler may not get to it in time, and that is what it says then.
    assertThat(width.why()).containsAnyOf("256 bits took", "too slow");
  }
}
