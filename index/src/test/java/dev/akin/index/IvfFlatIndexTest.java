package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfFlatIndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return QuantizerConfig.NONE;
  }
}
