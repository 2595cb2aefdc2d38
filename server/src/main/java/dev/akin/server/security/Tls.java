package dev.akin.server.security;

import dev.akin.api.AkinException;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificates, read again when their files change: connections made later get the new
 * ones. Owns a thread; who opens it closes it.
 */
public final class Tls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  private final TlsOptions options;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final Optional<AdvancedTlsX509TrustManager> clients;
  private final ScheduledExecutorService reloading;
  private List<FileTime> loaded;

  /**
   * Reads the files.
   *
   * @throws AkinException.InvalidArgument if one cannot be read or is no certificate or key
   */
  public Tls(TlsOptions options) {
    this.options = options;
    try {
      clients =
          options.clientCa().isPresent()
              ? Optional.of(
                  AdvancedTlsX509TrustManager.newBuilder()
                      // A client's certificate names no host.
                      .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                      .build())
              : Optional.empty();
      load();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new AkinException.InvalidArgument(
          "certificates cannot be read ("
              + files().stream().map(Path::toString).collect(Collectors.joining(", "))
              + "): "
              + e.getMessage()
              + "; they must be PEM, the key PKCS #8 without a password",
          e);
    }
    reloading =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("akin-certificates").factory());
    long millis = options.reload().toMillis();
    var _ =
        reloading.scheduleWithFixedDelay(
            this::reloadIfChanged, millis, millis, TimeUnit.MILLISECONDS);
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(options.certificate(), options.key()));
    options.clientCa().ifPresent(files::add);
    return files;
  }

  private List<FileTime> modified() throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (Path file : files()) {
      times.add(Files.getLastModifiedTime(file));
    }
    return times;
  }

  private void load() throws IOException, GeneralSecurityException {
    List<FileTime> times = modified();
    keys.updateIdentityCredentials(options.certificate().toFile(), options.key().toFile());
    if (clients.isPresent()) {
      clients.get().updateTrustCredentials(options.clientCa().orElseThrow().toFile());
    }
    loaded = times;
  }

  /** Runs on one thread. Files that are wrong, or half written, leave the certificates as were. */
  private void reloadIfChanged() {
    try {
      if (!modified().equals(loaded)) {
        load();
        LOG.info("read the certificates again");
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      LOG.warn("the certificates stay as they were: {}", e.toString());
    }
  }

  /** Whether clients need a certificate. */
  public boolean asksClients() {
    return clients.isPresent();
  }

  /** For a gRPC server. */
  public ServerCredentials credentials() {
    TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder().keyManager(keys);
    clients.ifPresent(trust -> builder.trustManager(trust).clientAuth(ClientAuth.REQUIRE));
    return builder.build();
  }

  /** For an HTTPS server. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {keys},
          clients.map(trust -> new TrustManager[] {trust}).orElse(null),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  @Override
  public void close() {
    reloading.shutdownNow();
  }
}
