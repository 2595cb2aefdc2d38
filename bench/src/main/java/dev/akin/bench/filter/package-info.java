/**
 * {@code akin bench filter}: filtered searches beside an exact scan and beside searches without a
 * filter.
 */
package dev.akin.bench.filter;
