package dev.akin.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for what is needed for a moment only. Deleted on close; what is left after a kill is
 * deleted when the storage is opened.
 */
record Staging(Path path) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  @Override
  public void close() {
    try {
      Trees.delete(path);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", path, e.toString());
    }
  }
}
