package dev.akin.langchain4j;

import dev.akin.api.Database;
import dev.akin.client.RemoteDatabase;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.nio.file.Path;

/** One database, seen from within and through a server on loopback. */
record Databases(Database embedded, AkinServer server, Database remote) implements AutoCloseable {
  static Databases open(Path directory) {
    Database embedded = EmbeddedDatabase.open(directory);
    AkinServer server = AkinServer.start(embedded, ServerOptions.DEFAULTS.port(0));
    return new Databases(embedded, server, RemoteDatabase.connect("127.0.0.1:" + server.port()));
  }

  Database get(boolean isRemote) {
    return isRemote ? remote : embedded;
  }

  @Override
  public void close() {
    remote.close();
    server.close();
    embedded.close();
  }
}
