package dev.akin.cli;

import dev.akin.api.AlterResult;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.server.json.Json;
import java.util.Locale;

/** Alterations on the command line: followed with a bar, and what they did as text or JSON. */
final class Alterations {
  private Alterations() {}

  /** Alters the collection and says what it came to. */
  static int follow(ClientCommand command, Collection collection, Alteration alteration) {
    AlterResult result;
    try (Progress bar = Progress.percent("altering")) {
      result = collection.alter(alteration, progress -> bar.fraction(progress.fraction()));
    }
    command.out().println(command.json() ? json(result) : text(collection, result));
    return 0;
  }

  private static String json(AlterResult result) {
    return Json.object(
        json -> {
          json.writeNumberField("records", result.records());
          json.writeNumberField("embedded", result.embedded());
          json.writeNumberField("skipped", result.skipped());
          json.writeNumberField("seconds", seconds(result));
        });
  }

  private static String text(Collection collection, AlterResult result) {
    return String.format(
        Locale.ROOT,
        "altered %s: %d records%s%s, in %.1f s; now %s",
        collection.name(),
        result.records(),
        result.embedded() == 0 ? "" : ", " + result.embedded() + " embedded",
        result.skipped() == 0 ? "" : ", " + result.skipped() + " without a source left out",
        seconds(result),
        CollectionText.vectors(collection.info()));
  }

  private static double seconds(AlterResult result) {
    return result.took().toMillis() / 1000.0;
  }

  /** Gives up what is under way. */
  static int cancel(ClientCommand command, Collection collection) {
    boolean cancelled = collection.cancelAlteration();
    command
        .out()
        .println(
            command.json()
                ? Json.object(json -> json.writeBooleanField("cancelled", cancelled))
                : cancelled
                    ? "given up; " + collection.name() + " is as it was before"
                    : "nothing of " + collection.name() + " is being altered");
    return 0;
  }
}
