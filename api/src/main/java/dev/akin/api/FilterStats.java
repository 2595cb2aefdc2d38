package dev.akin.api;

/**
 * What it took to find the records that a filter lets through.
 *
 * @param matched records it lets through
 * @param scanned records that had to be read, 0 when payload indexes answered it all
 * @param nanos spent
 */
public record FilterStats(long matched, long scanned, long nanos) {}
