package dev.akin.server.security;

import java.util.List;

/**
 * Who calls and what they may do. Immutable.
 *
 * @param name of the key, for logs
 * @param role of the key
 * @param collections it is limited to: names, or prefixes that end with {@code *}; empty for all
 */
public record Caller(String name, Role role, List<String> collections) {
  /** Everybody, on a server that asks for no keys. */
  public static final Caller ANYONE = new Caller("anyone", Role.ADMIN, List.of());

  /** Copies the list. */
  public Caller {
    collections = List.copyOf(collections);
  }

  /** Whether only some collections may be used. */
  public boolean isLimited() {
    return !collections.isEmpty();
  }

  /** Whether the collection of this name may be used. */
  public boolean mayUse(String collection) {
    return !isLimited() || collections.stream().anyMatch(it -> matches(it, collection));
  }

  private static boolean matches(String pattern, String collection) {
    return pattern.endsWith("*")
        ? collection.startsWith(pattern.substring(0, pattern.length() - 1))
        : collection.equals(pattern);
  }
}
