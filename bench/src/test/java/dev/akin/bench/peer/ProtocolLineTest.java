package dev.akin.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtocolLineTest {
  @Test
  void readsWordAndFields() {
    String line = "ok nanos=12 bytes=-1 about=a name=with spaces";
    assertThat(ProtocolLine.word(line)).isEqualTo("ok");
    assertThat(ProtocolLine.fields(line))
        .isEqualTo(Map.of("nanos", "12", "bytes", "-1", "about", "a name=with spaces"));
    assertThat(ProtocolLine.word("quit")).isEqualTo("quit");
    assertThat(ProtocolLine.fields("quit")).isEmpty();
  }
}
