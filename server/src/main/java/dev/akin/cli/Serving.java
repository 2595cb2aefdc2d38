package dev.akin.cli;

import dev.akin.api.Database;
import dev.akin.api.DatabaseInfo;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import dev.akin.server.StartingServer;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Runs a server in the foreground. */
final class Serving {
  private static final System.Logger LOG = System.getLogger("dev.akin.server");

  private Serving() {}

  /**
   * Opens a data directory and serves it until the process is told to end (SIGTERM, Ctrl-C) or this
   * thread is interrupted; ends what is in flight, and then closes the database. Its HTTP port
   * answers from the first moment to the last.
   */
  static void run(Path directory, ServeSettings settings, PrintWriter out)
      throws InterruptedException {
    try (StartingServer starting = StartingServer.open(settings.server())) {
      try (Database database =
          Databases.embedded(directory, settings.engine().withListener(starting.stages()))) {
        serve(starting, database, settings.server(), out, "");
      }
    }
  }

  /**
   * Serves a database that is open already.
   *
   * @param hint printed once the server listens
   */
  static void run(Database database, ServerOptions options, PrintWriter out, String hint)
      throws InterruptedException {
    try (StartingServer starting = StartingServer.open(options)) {
      serve(starting, database, options, out, hint);
    }
  }

  private static void serve(
      StartingServer starting,
      Database database,
      ServerOptions options,
      PrintWriter out,
      String hint)
      throws InterruptedException {
    DatabaseInfo info = database.info();
    LOG.log(
        Level.INFO, "Akin {0} on {1}, kernels {2}", info.version(), info.java(), info.kernels());
    AkinServer server = starting.serve(database);
    Thread hook =
        Thread.ofPlatform()
            .name("akin-shutdown")
            .unstarted(
                () -> {
                  stop(server, database);
                  database.close();
                  starting.close();
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      announce(out, "listening on " + options.host() + ":" + server.port());
      starting.httpPort().ifPresent(port -> announce(out, "metrics on " + url(options, port)));
      if (!hint.isEmpty()) {
        announce(out, hint);
      }
      server.awaitTermination();
    } finally {
      if (forget(hook)) {
        stop(server, database);
      }
    }
  }

  /** What takes long is gone on with at the next start. */
  private static void stop(AkinServer server, Database database) {
    if (database instanceof EmbeddedDatabase embedded) {
      embedded.stopOptimizing();
    }
    server.close();
  }

  private static void announce(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  private static String url(ServerOptions options, int port) {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return (options.security().tls().isPresent() ? "https://" : "http://")
        + host
        + ":"
        + port
        + "/metrics";
  }

  /** Whether the hook was still to run; if not, the process is ending and it closes everything. */
  private static boolean forget(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
