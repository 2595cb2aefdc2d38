package dev.akin.contract;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.engine.EmbeddedOptions;
import java.nio.file.Path;

class EmbeddedContractTest extends DatabaseContract {
  @Override
  protected Database open(Path dir, EmbeddedOptions options, Path models) {
    return EmbeddedDatabase.open(dir, options);
  }

  @Override
  protected String modelPath(Path models, String file) {
    return models.resolve(file).toString();
  }
}
