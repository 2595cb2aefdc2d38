package dev.akin.storage;

/**
 * What a put did.
 *
 * @param seq the new record's, which is its version
 * @param replaced the seq of the record of the same id that it replaces, 0 if there was none; may
 *     be one of the same write, or of a record that had expired
 * @param expiry in milliseconds since 1970, {@link CollectionStore#NO_EXPIRY} if the record stays
 */
public record Written(long seq, long replaced, long expiry) {}
