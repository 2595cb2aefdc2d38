package dev.akin.storage;

/**
 * A page of the records that do not have the target of a {@link VectorChange} yet.
 *
 * @param seqs of those that have a source it can be made of, ascending
 * @param missing how many have none, among those looked at
 * @param last the seq up to which all were looked at
 * @param more whether there may be others after it
 */
public record Unfilled(long[] seqs, long missing, long last, boolean more) {}
