package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfRabitq8IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return new QuantizerConfig.Rabitq(8);
  }
}
