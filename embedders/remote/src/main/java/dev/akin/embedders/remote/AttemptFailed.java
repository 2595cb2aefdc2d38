package dev.akin.embedders.remote;

import dev.akin.api.AkinException;
import java.time.Duration;
import java.util.Optional;

/** An attempt failed in a way that another may not. */
final class AttemptFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final transient AkinException meaning;
  private final transient Optional<Duration> wait;

  /**
   * With what the caller hears if no other attempt succeeds.
   *
   * @param wait what the server asked to wait
   */
  AttemptFailed(AkinException meaning, Optional<Duration> wait) {
    super(meaning.getMessage(), meaning);
    this.meaning = meaning;
    this.wait = wait;
  }

  AkinException meaning() {
    return meaning;
  }

  Optional<Duration> serversWait() {
    return wait;
  }
}
