package dev.akin.bench.ann;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void findsTheSmallestParameter() throws IOException {
    AtomicInteger measured = new AtomicInteger();
    Calibration calibration =
        new Calibration(
            10,
            4000,
            parameter -> {
              measured.incrementAndGet();
              return new Calibration.Trial(parameter, parameter / 1000.0, 5);
            });
    assertThat(calibration.smallest(0.001).get().parameter()).isEqualTo(10);
    assertThat(calibration.smallest(0.037).get().parameter()).isEqualTo(37);
    assertThat(calibration.smallest(0.9).get().parameter()).isBetween(900, 918);
    assertThat(calibration.smallest(0.5).get().parameter()).isBetween(500, 510);
    int before = measured.get();
    assertThat(calibration.smallest(0.037).get().parameter()).isEqualTo(37);
    assertThat(measured).hasValue(before);
    assertThat(calibration.smallest(3.9).get().parameter()).isBetween(3900, 4000);
  }

  @Test
  void saysWhenARecallIsNeverReached() throws IOException {
    Calibration calibration =
        new Calibration(1, 50, parameter -> new Calibration.Trial(parameter, 0.5, -1));
    assertThat(calibration.smallest(0.9)).isEmpty();
    assertThat(calibration.smallest(0.5).get().parameter()).isEqualTo(1);
  }
}
