package dev.akin.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "1500, 1500ms",
    "90000, 90s",
    "900000, 15m",
    "5400000, 90m",
    "43200000, 12h",
    "86400000, 1d"
  })
  void comesBackInTheLargestWholeUnit(long millis, String text) {
    assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(text);
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(DurationText.parse(Duration.ofMillis(millis).toString()))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "h", "-1h", "1.5h", "1w", "1h30m", "999999999999999d"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("'" + text + "'");
  }
}
