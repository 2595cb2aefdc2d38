package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;
import org.junit.jupiter.api.Tag;

/** 1 and 3 bits take the same ways and are tested at each build. */
@Tag("long")
class IvfRabitq5IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return new QuantizerConfig.Rabitq(5);
  }
}
