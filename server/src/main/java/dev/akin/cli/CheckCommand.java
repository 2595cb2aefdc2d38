package dev.akin.cli;

import dev.akin.api.Damage;
import dev.akin.engine.DataCheck;
import dev.akin.server.json.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akin check --data DIR}. */
@Command(
    name = "check",
    description = {
      "Verify a data directory that no process has open: every file, every record, every index.",
      "Nothing is repaired. A damaged index costs time only: the next open builds it anew."
    },
    footer = {"", "Exit code: 0 when all is well, 1 when there is damage."})
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "The directory.")
  private Path data;

  @Option(names = "--json", description = "Print JSON: a line per damage, then a summary.")
  private boolean json;

  @Override
  public Integer call() {
    DataCheck check = Databases.check(data);
    PrintWriter out = spec.commandLine().getOut();
    check.damages().forEach(damage -> out.println(json ? json(damage) : damage.toString()));
    check.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
    out.println(json ? json(check) : text(check));
    return check.damages().isEmpty() ? 0 : 1;
  }

  private static String text(DataCheck check) {
    return (check.damages().isEmpty() ? "no damage" : check.damages().size() + " damages")
        + " in "
        + check.files()
        + " files, "
        + check.collections()
        + " collections, "
        + check.records()
        + " records";
  }

  private static String json(Damage damage) {
    return Json.object(
        json -> {
          json.writeStringField("file", damage.file());
          if (damage.offset() != Damage.NOWHERE) {
            json.writeNumberField("offset", damage.offset());
          }
          json.writeStringField("damage", damage.what());
        });
  }

  private static String json(DataCheck check) {
    return Json.object(
        json -> {
          json.writeBooleanField("ok", check.damages().isEmpty());
          json.writeNumberField("files", check.files());
          json.writeNumberField("collections", check.collections());
          json.writeNumberField("records", check.records());
          json.writeNumberField("damages", check.damages().size());
        });
  }
}
