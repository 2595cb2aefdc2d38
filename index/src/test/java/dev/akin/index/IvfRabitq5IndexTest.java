package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfRabitq5IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return new QuantizerConfig.Rabitq(5);
  }
}
