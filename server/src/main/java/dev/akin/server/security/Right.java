package dev.akin.server.security;

/**
 * What a call needs.
 *
 * @param role at least
 * @param scope what it works on
 * @param field of the request that names the collection; empty unless the scope is a collection
 */
public record Right(Role role, Scope scope, String field) {
  /** What a call works on. */
  public enum Scope {
    /** A collection that is there, by its name or an alias. */
    COLLECTION,
    /** A collection that is there, by its own name. */
    NAMED_COLLECTION,
    /** A collection that is to be made. */
    NEW_COLLECTION,
    /** No collection, or all that the caller may see. */
    NONE,
    /** The whole server; for keys without a limit only. */
    SERVER
  }

  static Right on(Role role, String field) {
    return new Right(role, Scope.COLLECTION, field);
  }

  static Right of(Role role, Scope scope) {
    return new Right(role, scope, "");
  }
}
