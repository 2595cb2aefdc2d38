/**
 * The vocabulary of vector indexes: metrics, index configurations, per-query parameters and the
 * cost of a search. Shared by the public API and by the index algorithms.
 */
package dev.akin.api.index;
