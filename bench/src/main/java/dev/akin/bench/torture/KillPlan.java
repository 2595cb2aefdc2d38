package dev.akin.bench.torture;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * When a server is killed.
 *
 * @param after load for so long
 * @param inside what it is doing then; empty for whatever it does
 * @param part of the time that this takes on average, after which it is killed
 */
record KillPlan(Duration after, Optional<Maintenance> inside, double part) {
  private static final int SHORTEST_MILLIS = 100;
  private static final int LONGEST_MILLIS = 400;

  /** All but one in so many kills are inside one thing, each in turn. */
  static KillPlan of(int kill, Random random) {
    Maintenance[] all = Maintenance.values();
    int turn = kill % (all.length + 1);
    return new KillPlan(
        Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS)),
        turn == 0 ? Optional.empty() : Optional.of(all[turn - 1]),
        random.nextDouble(1.2));
  }
}
