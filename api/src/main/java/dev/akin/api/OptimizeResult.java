package dev.akin.api;

import java.time.Duration;

/**
 * What an optimization did.
 *
 * @param rebuilt whether the indexes were built anew; false if there was nothing to gain
 * @param records in the new indexes
 * @param removed dead records that took memory and disk before
 * @param took from the call to its end
 */
public record OptimizeResult(boolean rebuilt, long records, long removed, Duration took) {}
