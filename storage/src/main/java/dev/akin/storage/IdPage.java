package dev.akin.storage;

import java.util.Optional;

/**
 * A page of records in the order of their ids.
 *
 * @param seqs of the records; not copied, do not change
 * @param next the cursor of the next page, empty after the last one
 */
public record IdPage(long[] seqs, Optional<String> next) {}
