package dev.akin.cli;

import dev.akin.server.json.Json;
import dev.akin.server.security.ApiKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akin keys list}. */
@Command(name = "list", description = "List the keys by name; the keys themselves are not kept.")
final class KeysListCommand implements Callable<Integer> {
  private static final int WIDTH = 60;

  @Mixin private KeysFileOption keys;

  @Option(names = "--json", description = "Print JSON, one document per line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<ApiKey> all = keys.read();
    if (json) {
      all.forEach(key -> out.println(json(key)));
    } else {
      out.println(
          Tables.of(
              all,
              List.of(
                  Tables.text("name", WIDTH, ApiKey::name),
                  Tables.text("role", WIDTH, key -> key.role().id()),
                  Tables.text("collections", WIDTH, KeysListCommand::collections),
                  Tables.text("created", WIDTH, key -> key.created().toString()))));
    }
    return 0;
  }

  private static String collections(ApiKey key) {
    return key.collections().isEmpty() ? "all" : String.join(", ", key.collections());
  }

  private static String json(ApiKey key) {
    return Json.object(
        json -> {
          json.writeStringField("name", key.name());
          json.writeStringField("role", key.role().id());
          json.writeArrayFieldStart("collections");
          for (String pattern : key.collections()) {
            json.writeString(pattern);
          }
          json.writeEndArray();
          json.writeStringField("created", key.created().toString());
        });
  }
}
