package dev.akin.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTest {
  @Test
  void theCloserWaitsForThoseInside() throws InterruptedException {
    Gate gate = new Gate("collection 'docs'");
    Gate.Pass pass = gate.enter();
    Thread closer = Thread.ofPlatform().start(gate::close);
    while (!gate.isClosed()) {
      Thread.onSpinWait();
    }

    assertThatThrownBy(gate::enter)
        .isInstanceOf(AkinException.FailedPrecondition.class)
        .hasMessage("collection 'docs' is closed");
    closer.join(50);
    assertThat(closer.isAlive()).isTrue();

    pass.close();
    closer.join();
    assertThat(closer.isAlive()).isFalse();
  }

  @Test
  void closingTwiceReturnsAtOnce() {
    Gate gate = new Gate("database");
    gate.enter().close();
    gate.close();
    gate.close();
    assertThat(gate.isClosed()).isTrue();
  }
}
