package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Runs a server in the foreground. */
final class Serving {
  private Serving() {}

  /**
   * Refuses an address that others can reach, unless the settings allow it.
   *
   * @throws AkinException.InvalidArgument if the host is not known
   * @throws AkinException.FailedPrecondition if others can reach it
   */
  static void checkHost(ServeSettings settings) {
    InetAddress address;
    try {
      address = InetAddress.getByName(settings.host());
    } catch (UnknownHostException e) {
      throw new AkinException.InvalidArgument("host is not known: " + settings.host(), e);
    }
    if (!address.isLoopbackAddress() && !settings.insecure()) {
      throw new AkinException.FailedPrecondition(
          "host "
              + settings.host()
              + " can be reached by others, and there are no credentials yet: anyone could read"
              + " and write; --insecure allows it");
    }
  }

  /**
   * Serves until the process is told to end (SIGTERM, Ctrl-C) or this thread is interrupted; ends
   * what is in flight, and then closes the database.
   *
   * @param hint printed once the server listens
   */
  static void run(Database database, ServeSettings settings, PrintWriter out, String hint)
      throws InterruptedException {
    checkHost(settings);
    ServerOptions options = ServerOptions.DEFAULTS.host(settings.host()).port(settings.port());
    if (settings.modelsDirectory().isPresent()) {
      options = options.modelsDirectory(settings.modelsDirectory().get());
    }
    AkinServer server = AkinServer.start(database, options);
    Thread hook =
        Thread.ofPlatform()
            .name("akin-shutdown")
            .unstarted(
                () -> {
                  server.close();
                  database.close();
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      out.println("listening on " + settings.host() + ":" + server.port());
      if (!hint.isEmpty()) {
        out.println(hint);
      }
      out.flush();
      server.awaitTermination();
    } finally {
      if (forget(hook)) {
        server.close();
      }
    }
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
