package dev.akin.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code akin --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "akin " + dev.akin.engine.Version.VERSION + " (Java " + Runtime.version() + ")"
    };
  }
}
