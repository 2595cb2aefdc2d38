package dev.akin.server.security;

import dev.akin.api.AkinException.InvalidArgument;
import dev.akin.api.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What is kept of an API key: never the key itself. Immutable.
 *
 * <p>A key is 256 random bits, so its plain SHA-256 gives nothing away: there is nothing to guess,
 * and a slow hash would only slow every call down.
 *
 * @param name of whoever holds it, for logs
 * @param role it has
 * @param collections it is limited to: names, or prefixes that end with {@code *}; empty for all
 * @param sha256 of the key, 64 hexadecimal digits
 * @param created when it was made
 */
public record ApiKey(
    String name, Role role, List<String> collections, String sha256, Instant created) {
  private static final String PREFIX = "akin_";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Checks names, patterns and the hash. */
  public ApiKey {
    Names.check("key name", name);
    collections = List.copyOf(collections);
    for (String pattern : collections) {
      String stem = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
      if (!pattern.equals("*")) {
        Names.check("collection of key '" + name + "'", stem);
      }
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new InvalidArgument("sha256 of key '" + name + "' must be 64 hexadecimal digits");
    }
  }

  /** A new random key, to be shown once. */
  public static String generate() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The hash under which a key is kept. */
  public static String hash(String key) {
    return HexFormat.of().formatHex(digest(key));
  }

  static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The hash, as bytes. */
  byte[] digest() {
    return HexFormat.of().parseHex(sha256);
  }
}
