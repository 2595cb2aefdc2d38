package dev.akin.server.security;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who a caller is by the API key they send. Reads the keys file again within a second of its
 * change, so that a revoked key is of no use any more; a file that cannot be read leaves the keys
 * as they were. Safe for any number of threads.
 */
public final class Authentication {
  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final String SCHEME = "bearer ";
  private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Optional<Path> file;
  private volatile Loaded loaded;
  private volatile long checkedAt;

  private Authentication(Optional<Path> file, Loaded loaded) {
    this.file = file;
    this.loaded = loaded;
    this.checkedAt = System.nanoTime();
  }

  /** Lets everybody in, as {@link Caller#ANYONE}. */
  public static Authentication none() {
    return new Authentication(Optional.empty(), new Loaded(List.of(), FileTime.fromMillis(0), 0));
  }

  /**
   * By the keys in a file.
   *
   * @throws AkinException.InvalidArgument if the file is wrong
   */
  public static Authentication byKeys(Path file) {
    try {
      return new Authentication(Optional.of(file), Loaded.from(file));
    } catch (IOException e) {
      throw new AkinException.InvalidArgument(
          "keys file cannot be read: " + e + "; akin keys create makes one", e);
    }
  }

  /** Whether a key is asked for. */
  public boolean isOn() {
    return file.isPresent();
  }

  /**
   * Who sends this header.
   *
   * @param authorization value of the header {@code authorization}, null if there is none
   * @throws AkinException.Unauthenticated without a key, or with one that is not known
   */
  public Caller authenticate(String authorization) {
    if (file.isEmpty()) {
      return Caller.ANYONE;
    }
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new AkinException.Unauthenticated(
          "an API key is needed, as the header 'authorization: Bearer KEY'");
    }
    reloadIfChanged(file.get());
    byte[] presented = ApiKey.digest(authorization.substring(SCHEME.length()).strip());
    ApiKey found = null;
    // Every key is compared to its end, so that time tells nothing.
    for (ApiKey key : loaded.keys) {
      if (MessageDigest.isEqual(key.digest(), presented)) {
        found = key;
      }
    }
    if (found == null) {
      throw new AkinException.Unauthenticated("the API key is not known here, or was revoked");
    }
    return new Caller(found.name(), found.role(), found.collections());
  }

  private void reloadIfChanged(Path path) {
    long now = System.nanoTime();
    if (now - checkedAt < CHECK_NANOS) {
      return;
    }
    checkedAt = now;
    try {
      if (!loaded.isOf(path)) {
        loaded = Loaded.from(path);
        LOG.info("read {} API keys from {}", loaded.keys.size(), path);
      }
    } catch (IOException | AkinException e) {
      LOG.warn("the API keys stay as they were: {}", e.toString());
    }
  }

  /** The keys of a file as it was. */
  private record Loaded(List<ApiKey> keys, FileTime modified, long size) {
    static Loaded from(Path file) throws IOException {
      FileTime modified = Files.getLastModifiedTime(file);
      long size = Files.size(file);
      return new Loaded(KeysFile.read(file), modified, size);
    }

    boolean isOf(Path file) throws IOException {
      return Files.getLastModifiedTime(file).equals(modified) && Files.size(file) == size;
    }
  }
}
