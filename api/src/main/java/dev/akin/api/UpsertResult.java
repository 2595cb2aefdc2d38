package dev.akin.api;

/**
 * What an upsert did.
 *
 * @param inserted records whose id was new
 * @param updated records that replaced one
 */
public record UpsertResult(long inserted, long updated) {
  /** Nothing done. */
  public static final UpsertResult NONE = new UpsertResult(0, 0);

  /** The sum of two results. */
  public UpsertResult plus(UpsertResult other) {
    return new UpsertResult(inserted + other.inserted, updated + other.updated);
  }
}
