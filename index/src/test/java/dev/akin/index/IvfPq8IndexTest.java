package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfPq8IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return new QuantizerConfig.Pq(0, 8);
  }
}
