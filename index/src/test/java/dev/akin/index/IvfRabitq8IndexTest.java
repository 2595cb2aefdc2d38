package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;
import org.junit.jupiter.api.Tag;

/** Those of 1, 3 and 5 bits take the same ways. */
@Tag("long")
class IvfRabitq8IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return new QuantizerConfig.Rabitq(8);
  }
}
