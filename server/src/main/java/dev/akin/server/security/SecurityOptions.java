package dev.akin.server.security;

import dev.akin.api.AkinException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may connect to a server. Immutable.
 *
 * @param keysFile of {@link KeysFile}; empty asks for no keys
 * @param tls certificates; empty for plain text
 * @param auditLog file to which administrative calls are appended; empty for the program's log
 * @param insecureNoAuth whether a server without keys may listen where others can reach it
 */
public record SecurityOptions(
    Optional<Path> keysFile,
    Optional<TlsOptions> tls,
    Optional<Path> auditLog,
    boolean insecureNoAuth) {
  /** No keys, no TLS; good for loopback only. */
  public static final SecurityOptions NONE =
      new SecurityOptions(Optional.empty(), Optional.empty(), Optional.empty(), false);

  /** Checks for null. */
  public SecurityOptions {
    Objects.requireNonNull(keysFile, "keysFile");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(auditLog, "auditLog");
  }

  /** With keys from a file. */
  public SecurityOptions keysFile(Path keysFile) {
    return new SecurityOptions(Optional.of(keysFile), tls, auditLog, insecureNoAuth);
  }

  /** With certificates. */
  public SecurityOptions tls(TlsOptions tls) {
    return new SecurityOptions(keysFile, Optional.of(tls), auditLog, insecureNoAuth);
  }

  /** With a file for the audit log. */
  public SecurityOptions auditLog(Path auditLog) {
    return new SecurityOptions(keysFile, tls, Optional.of(auditLog), insecureNoAuth);
  }

  /** Whether a server without keys may listen where others can reach it. */
  public SecurityOptions insecureNoAuth(boolean insecureNoAuth) {
    return new SecurityOptions(keysFile, tls, auditLog, insecureNoAuth);
  }

  /**
   * The address of a host, if these options allow to listen there.
   *
   * @throws AkinException.InvalidArgument if the host is not known
   * @throws AkinException.FailedPrecondition if others could reach the server and nothing asks who
   *     they are
   */
  public InetAddress checkHost(String host) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new AkinException.InvalidArgument("host is not known: '" + host + "'", e);
    }
    if (!address.isLoopbackAddress() && keysFile.isEmpty() && !insecureNoAuth) {
      throw new AkinException.FailedPrecondition(
          "host "
              + host
              + " can be reached by others, who could all read and write: give --keys-file (akin"
              + " keys create makes one), or allow it with --insecure-no-auth");
    }
    return address;
  }
}
