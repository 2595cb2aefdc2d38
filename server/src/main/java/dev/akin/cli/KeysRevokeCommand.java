package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.server.security.ApiKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akin keys revoke NAME}. */
@Command(name = "revoke", description = "Take a key out of the file: nobody gets in with it.")
final class KeysRevokeCommand implements Callable<Integer> {
  @Mixin private KeysFileOption keys;

  @Parameters(paramLabel = "NAME", description = "The key's name.")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<ApiKey> left = new ArrayList<>(keys.read());
    if (!left.removeIf(key -> key.name().equals(name))) {
      throw new AkinException.NotFound("no key named '" + name + "'");
    }
    keys.write(left);
    spec.commandLine().getOut().println("revoked " + name);
    return 0;
  }
}
