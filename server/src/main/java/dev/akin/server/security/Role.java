package dev.akin.server.security;

import dev.akin.api.AkinException.InvalidArgument;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a key allows. Each role includes those before it. */
public enum Role {
  /** Search, read, count and embed. */
  READ,
  /** Insert, replace and delete records. */
  WRITE,
  /** Create, change and drop collections, and all else. */
  ADMIN;

  /** As it is written in files and options. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this role may do what asks for another. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /**
   * The role that is written like this.
   *
   * @throws InvalidArgument if there is none
   */
  public static Role of(String id) {
    return Arrays.stream(values())
        .filter(role -> role.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidArgument(
                    "role must be one of "
                        + Arrays.stream(values()).map(Role::id).collect(Collectors.joining(", "))
                        + ": '"
                        + id
                        + "'"));
  }
}
