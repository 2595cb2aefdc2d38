package dev.akin.contract;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import java.nio.file.Path;

class EmbeddedContractTest extends DatabaseContract {
  @Override
  protected Database open(Path dir) {
    return EmbeddedDatabase.open(dir);
  }
}
