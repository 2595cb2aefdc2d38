package dev.akin.bench.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few kills, as many as a build has time for; {@code -Dtest.kills=} and {@code akin bench
 * torture} take more.
 */
@Timeout(400)
class TortureTest {
  private static final long SEED = Long.getLong("test.seed", new Random().nextInt(1_000_000_000));
  private static final int KILLS = Integer.getInteger("test.kills", 20);

  @TempDir private Path folder;

  @Test
  void whatWasAcknowledgedSurvivesEveryKill() throws IOException, InterruptedException {
    System.out.println("torture: seed " + SEED);
    TortureReport report = Torture.run(folder, KILLS, SEED, System.out::println);
    System.out.println("torture: " + report);
    assertThat(report.killsDuring().values().stream().mapToInt(it -> it).sum()).isEqualTo(KILLS);
    assertThat(report.upserts()).isPositive();
    assertThat(report.deletes()).isPositive();
    assertThat(report.searches()).isPositive();
    assertThat(report.inFlight()).isPositive();
  }
}
