/** Exact search: every row is scored. */
package dev.akin.index.flat;
