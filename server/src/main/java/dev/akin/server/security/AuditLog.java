package dev.akin.server.security;

import dev.akin.api.AkinException;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who administered what: a JSON document per line and call, appended to a file or, without one,
 * written to the log named {@code dev.akin.audit}. The file is opened for each entry, so it may be
 * rotated at any time. Safe for any number of threads.
 */
public final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.akin.audit");

  private final Optional<Path> file;

  /**
   * A log.
   *
   * @throws AkinException.FailedPrecondition if the file cannot be written to
   */
  public AuditLog(Optional<Path> file) {
    this.file = file;
    try {
      append("");
    } catch (IOException e) {
      throw new AkinException.FailedPrecondition("audit log cannot be written: " + e, e);
    }
  }

  /**
   * Adds an entry. A log that cannot be written any more does not fail the call, which is done by
   * then: the entry goes to the program's log as an error.
   *
   * @param key name of the caller's key
   * @param peer address of the caller
   * @param collection it was about; empty if about none
   * @param outcome gRPC status code, such as {@code OK}
   */
  public void add(String key, String peer, String call, String collection, String outcome) {
    String line = line(key, peer, call, collection, outcome);
    if (file.isEmpty()) {
      LOG.info("{}", line);
      return;
    }
    try {
      append(line + "\n");
    } catch (IOException e) {
      LOG.error("could not be appended to {}: {}", file.get(), line, e);
    }
  }

  private synchronized void append(String text) throws IOException {
    if (file.isPresent()) {
      Files.writeString(file.get(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private static String line(
      String key, String peer, String call, String collection, String outcome) {
    return Json.object(
        json -> {
          json.writeStringField("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
          json.writeStringField("key", key);
          json.writeStringField("peer", peer);
          json.writeStringField("call", call);
          json.writeStringField("collection", collection);
          json.writeStringField("outcome", outcome);
        });
  }
}
