package dev.akin.contract;

import dev.akin.api.Database;
import java.nio.file.Path;

class RemoteContractTest extends DatabaseContract {
  @Override
  protected Database open(Path dir) {
    return ServedDatabase.open(dir);
  }
}
