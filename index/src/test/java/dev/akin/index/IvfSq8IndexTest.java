package dev.akin.index;

import dev.akin.api.index.QuantizerConfig;

class IvfSq8IndexTest extends IvfIndexContract {
  @Override
  QuantizerConfig quantizer() {
    return QuantizerConfig.Sq8.DEFAULTS;
  }
}
