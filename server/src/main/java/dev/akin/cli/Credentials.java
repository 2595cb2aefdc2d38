package dev.akin.cli;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.client.ClientTls;
import dev.akin.client.RemoteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a command proves to a server who it is, and the server to it. */
final class Credentials {
  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "Send the API key in this file (default: the variable AKIN_API_KEY).")
  private Path keyFile;

  @Option(names = "--tls", description = "Talk TLS, trusting whom Java trusts.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description = "Talk TLS, trusting servers that one of these certificates (PEM) has signed.")
  private Path ca;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Show the server this certificate (PEM); with --tls-key.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The key of --tls-cert (PEM, PKCS #8, no password).")
  private Path key;

  /** The options of a client with these. */
  RemoteOptions options() {
    RemoteOptions options = RemoteOptions.DEFAULTS;
    if (keyFile != null) {
      options = options.apiKey(key(keyFile));
    }
    if (tls || ca != null || certificate != null || key != null) {
      options = options.tls(certificates());
    }
    return options;
  }

  private ClientTls certificates() {
    if ((certificate == null) != (key == null)) {
      throw new InvalidArgument("--tls-cert and --tls-key must be given together");
    }
    ClientTls certificates = ClientTls.DEFAULTS;
    if (ca != null) {
      certificates = certificates.ca(ca);
    }
    return certificate == null ? certificates : certificates.certificate(certificate, key);
  }

  private static String key(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
