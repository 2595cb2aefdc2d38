package dev.akin.api;

/**
 * The state of a full-text index.
 *
 * @param spec what it holds
 * @param ready whether it answers; until it is built it does not
 */
public record FullTextInfo(FullTextSpec spec, boolean ready) {}
