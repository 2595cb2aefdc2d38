package dev.akin.server.security;

import dev.akin.api.AkinException.InvalidArgument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificates of a server, in PEM files. Immutable.
 *
 * @param certificate chain, the server's own first
 * @param key of the server's certificate, PKCS #8 without a password
 * @param clientCa certificates that clients' must be signed by; empty if clients need none
 * @param reload how often the files are looked at for a change, 1 ms or longer
 */
public record TlsOptions(Path certificate, Path key, Optional<Path> clientCa, Duration reload) {
  /** How often files are looked at unless told otherwise. */
  public static final Duration DEFAULT_RELOAD = Duration.ofSeconds(10);

  /** Checks the period. */
  public TlsOptions {
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(clientCa, "clientCa");
    if (reload.toMillis() < 1) {
      throw new InvalidArgument("reload must be 1 ms or longer: " + reload);
    }
  }
}
