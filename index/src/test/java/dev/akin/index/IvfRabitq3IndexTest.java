package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfRabitq3IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return new QuantizerConfig.Rabitq(3);
  }
}
