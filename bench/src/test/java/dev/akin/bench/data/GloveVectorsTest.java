package dev.akin.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GloveVectorsTest {
  @Test
  void takesTheFirstNumbersOfEachWord() throws IOException {
    assertThat(
            parse(
                "{\"size\":2,\"words\":[\"a\",\"b\"],\"nested\":{\"vectors\":{\"x\":[9,9]}},"
                    + "\"vectors\":{\"a\":[1,-2.5,3.7,0],\"b\":[4e-1,5,1.2,1]},\"more\":[0]}"))
        .isDeepEqualTo(new float[][] {{1, -2.5f}, {0.4f, 5}});
  }

  @Test
  void refusesWhatIsNotWordVectors() {
    assertThatThrownBy(() -> parse("[1]")).hasMessageContaining("one JSON object");
    assertThatThrownBy(() -> parse("{\"size\":2}")).hasMessageContaining("'vectors'");
    assertThatThrownBy(() -> parse("{\"vectors\":{\"cat\":[1]}}"))
        .hasMessage("vector of 'cat' must have 2 numbers: 1");
    assertThatThrownBy(() -> parse("{\"vectors\":{\"cat\":[1,\"two\"]}}"))
        .hasMessage("vector of 'cat' must hold numbers: two");
    assertThatThrownBy(() -> parse("{\"vectors\":{\"cat\":7}}"))
        .hasMessage("vector of 'cat' must be an array");
    assertThatThrownBy(() -> parse("{\"vectors\":{\"cat\":[1,2")).isInstanceOf(IOException.class);
  }

  private static float[][] parse(String json) throws IOException {
    return GloveVectors.parse(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), 2);
  }
}
