package dev.akin.api;

import java.time.Duration;

/**
 * What an alteration did.
 *
 * @param records in the new indexes
 * @param embedded records whose vector was made since the alteration began or, if the database was
 *     closed half-way, since it was opened again: what was made before is not made again
 * @param skipped records that go without the vector, having no source of it
 * @param took the time that it was at work, likewise
 */
public record AlterResult(long records, long embedded, long skipped, Duration took) {}
