package dev.akin.embedders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedderOptionsTest {
  private static final EmbedderOptions DEFAULTS = EmbedderOptions.DEFAULTS;

  @Test
  void devices() {
    assertThat(DEFAULTS.cudaDevice()).isEmpty();
    assertThat(DEFAULTS.withDevice("cpu").cudaDevice()).isEmpty();
    assertThat(DEFAULTS.withDevice("cuda:12").cudaDevice()).hasValue(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "CPU", "cuda", "cuda:", "cuda:-1", "cuda:0 ", "cuda:1234"})
  void otherDevicesAreRefused(String device) {
    assertThatThrownBy(() -> DEFAULTS.withDevice(device))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessage("device must be auto, cpu or cuda:N, such as cuda:0: '" + device + "'");
  }

  @Test
  void ranges() {
    assertThat(DEFAULTS.resolvedThreads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(DEFAULTS.withThreads(3).resolvedThreads()).isEqualTo(3);
    assertThatThrownBy(() -> DEFAULTS.withThreads(-1))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("threads")
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> DEFAULTS.withMaxBatchTokens(15))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("maxBatchTokens")
        .hasMessageContaining("15");
  }
}
