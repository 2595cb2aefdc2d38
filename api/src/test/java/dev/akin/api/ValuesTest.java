package dev.akin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @Test
  void plainObjectsSurviveTheRoundTrip() {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("z", 1L);
    plain.put("a", Arrays.asList(null, true, 2.5, "text", List.of(Long.MIN_VALUE)));
    plain.put("m", Map.of("inner", "ü"));

    Value value = Value.of(plain);

    assertThat(value.toJava()).isEqualTo(plain);
    assertThat(((Value.Fields) value).values().keySet()).containsExactly("z", "a", "m");
  }

  @Test
  void integersStayIntegers() {
    assertThat(Value.of((byte) 7)).isEqualTo(new Value.Int(7));
    assertThat(Value.of(7)).isEqualTo(new Value.Int(7)).isNotEqualTo(Value.of(7.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numbersThatJsonCannotCarryAreRefused(double number) {
    assertThatThrownBy(() -> Value.of(number))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("finite");
  }

  @Test
  void unknownTypesAndKeysAreRefused() {
    assertThatThrownBy(() -> Value.of(new Object()))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> Value.of(Map.of(1, 2)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("1");
  }

  @Test
  void vectorsWithNanNameThePlace() {
    assertThatThrownBy(() -> Input.vector(1, Float.NaN))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("value 1 is NaN");
    assertThatThrownBy(() -> Input.vector())
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("empty");
  }

  @Test
  void idsOfDifferentKindsDiffer() {
    assertThat(RecordId.of("7")).isNotEqualTo(RecordId.of(7));
    assertThat(RecordId.of(-1)).hasToString("18446744073709551615");
  }

  @Test
  void badIdsAreRefused() {
    assertThatThrownBy(() -> RecordId.of(""))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> RecordId.of("ä".repeat(257)))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("512")
        .hasMessageContaining("514");
    assertThatThrownBy(() -> RecordId.of("a\uD800"))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("surrogate");
    assertThat(RecordId.of("ä".repeat(256))).isNotNull();
  }

  @Test
  void recordsKeepSourcesAndVectorsApart() {
    Record record = Record.of("a").text("hello").vector(1, 2).put("n", 1).put("n", 2);

    assertThat(record.sources()).containsOnly(Map.entry("default", Input.text("hello")));
    assertThat(record.vectors())
        .containsOnly(Map.entry("default", new Input.Vector(new float[] {1, 2})));
    assertThat(record.payload()).containsOnly(Map.entry("n", new Value.Int(2)));
    Map<String, Input> wrong = Map.of("v", Input.vector(1));
    assertThatThrownBy(
            () -> new Record(RecordId.of(1), 0, wrong, Map.of(), Map.of(), Expiry.DEFAULT))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("sources['v']");
  }
}
