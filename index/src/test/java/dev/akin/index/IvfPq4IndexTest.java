package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfPq4IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return QuantizerConfig.Pq.DEFAULTS;
  }
}
