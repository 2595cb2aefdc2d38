package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.server.security.ApiKey;
import dev.akin.server.security.Role;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akin keys create NAME}. */
@Command(
    name = "create",
    description = "Make a key and print it, once: the file keeps only its hash.")
final class KeysCreateCommand implements Callable<Integer> {
  @Mixin private KeysFileOption keys;

  @Parameters(paramLabel = "NAME", description = "Who will hold it, for the logs.")
  private String name;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      description = "read, write (also changes records) or admin (also changes collections).")
  private String role;

  @Option(
      names = "--collection",
      paramLabel = "NAME|PREFIX*",
      description = "Limit the key to this collection or prefix. Can be repeated.")
  private List<String> collections = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<ApiKey> all = new ArrayList<>(keys.readOrEmpty());
    if (all.stream().anyMatch(key -> key.name().equals(name))) {
      throw new AkinException.AlreadyExists(
          "there is a key named '" + name + "'; revoke it first, or take another name");
    }
    String key = ApiKey.generate();
    all.add(new ApiKey(name, Role.of(role), collections, ApiKey.hash(key), Instant.now()));
    keys.write(all);
    spec.commandLine().getOut().println(key);
    return 0;
  }
}
