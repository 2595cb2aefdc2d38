package dev.akin.client;

import dev.akin.api.AkinException.InvalidArgument;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How a client and its server prove who they are, by certificates in PEM files. Immutable.
 *
 * @param ca that the server's certificate must be signed by; empty for those that Java trusts
 * @param certificate of the client, empty if the server asks for none
 * @param key of that certificate, PKCS #8 without a password
 */
public record ClientTls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
  /** Trusts whom Java trusts, and has no certificate. */
  public static final ClientTls DEFAULTS =
      new ClientTls(Optional.empty(), Optional.empty(), Optional.empty());

  /** Checks that certificate and key come together. */
  public ClientTls {
    Objects.requireNonNull(ca, "ca");
    if (certificate.isPresent() != key.isPresent()) {
      throw new InvalidArgument("certificate and key must be given together");
    }
  }

  /** Trusting servers whose certificate one of these has signed. */
  public ClientTls ca(Path ca) {
    return new ClientTls(Optional.of(ca), certificate, key);
  }

  /** With a certificate of the client. */
  public ClientTls certificate(Path certificate, Path key) {
    return new ClientTls(ca, Optional.of(certificate), Optional.of(key));
  }

  ChannelCredentials credentials() {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (ca.isPresent()) {
        builder.trustManager(ca.get().toFile());
      }
      if (certificate.isPresent()) {
        builder.keyManager(certificate.get().toFile(), key.orElseThrow().toFile());
      }
      return builder.build();
    } catch (IOException e) {
      throw new InvalidArgument("certificates cannot be read: " + e.getMessage(), e);
    }
  }
}
