package dev.akin.api;

/**
 * The state of a payload index.
 *
 * @param type of the index
 * @param ready whether filters use it; until it is built they scan
 */
public record PayloadIndexInfo(PayloadIndexType type, boolean ready) {}
