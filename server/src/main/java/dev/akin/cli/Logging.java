package dev.akin.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * What the command logs, to standard error: a server says what it does, any other command warns
 * only. Found by {@link LogManager} under its system property when the first line is logged, so a
 * command that logs nothing pays nothing.
 */
public final class Logging {
  private static final String CLASS_PROPERTY = "java.util.logging.config.class";
  private static final String LEVEL_PROPERTY = "akin.log.level";

  /** Configures the log; called by {@link LogManager}. */
  public Logging() throws IOException {
    String level = System.getProperty(LEVEL_PROPERTY, "WARNING");
    String configuration =
        """
        handlers=java.util.logging.ConsoleHandler
        .level=%s
        io.grpc.level=WARNING
        io.netty.level=WARNING
        ai.djl.level=SEVERE
        java.util.logging.ConsoleHandler.level=ALL
        java.util.logging.SimpleFormatter.format=%%1$tFT%%1$tT.%%1$tL %%4$s %%3$s: %%5$s%%6$s%%n
        """
            .formatted(level);
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(configuration.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Makes this the configuration of the process, unless the user chose another. */
  static void install(String command) {
    if (System.getProperty(CLASS_PROPERTY) == null
        && System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty(CLASS_PROPERTY, Logging.class.getName());
      if (command.equals("serve") && System.getProperty(LEVEL_PROPERTY) == null) {
        System.setProperty(LEVEL_PROPERTY, "INFO");
      }
    }
  }
}
