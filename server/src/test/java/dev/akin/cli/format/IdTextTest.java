package dev.akin.cli.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import dev.akin.api.RecordId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTextTest {
  private static final String UUID_TEXT = "123e4567-e89b-12d3-a456-426614174000";

  @Test
  void kindsAreToldApart() {
    assertThat(IdText.parse("7")).isEqualTo(RecordId.of(7));
    assertThat(IdText.parse("18446744073709551615")).isEqualTo(RecordId.of(-1L));
    assertThat(IdText.parse("\"7\"")).isEqualTo(RecordId.of("7"));
    assertThat(IdText.parse("007")).isEqualTo(RecordId.of("007"));
    assertThat(IdText.parse("-7")).isEqualTo(RecordId.of("-7"));
    assertThat(IdText.parse("n00001740")).isEqualTo(RecordId.of("n00001740"));
    assertThat(IdText.parse(UUID_TEXT)).isEqualTo(RecordId.of(UUID_TEXT));
    assertThat(IdText.parse("uuid:" + UUID_TEXT))
        .isEqualTo(RecordId.of(UUID.fromString(UUID_TEXT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "007", "0", "\"7\"", "\"", "\"\"", "uuid:x", "größe", " 7 "})
  void whatIsPrintedOfAStringIsTakenBack(String id) {
    assertThat(IdText.parse(IdText.format(RecordId.of(id)))).isEqualTo(RecordId.of(id));
  }

  @Test
  void whatIsPrintedOfNumbersAndUuidsIsTakenBack() {
    for (RecordId id :
        new RecordId[] {
          RecordId.of(0), RecordId.of(-1L), RecordId.of(UUID.fromString(UUID_TEXT))
        }) {
      assertThat(IdText.parse(IdText.format(id))).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "uuid:", "uuid:1-2-3-4-5", "\"\"", ""})
  void whatIsNoIdIsRefused(String text) {
    assertThatThrownBy(() -> IdText.parse(text))
        .isInstanceOf(AkinException.InvalidArgument.class)
        .hasMessageContaining("id ");
  }
}
