/**
 * The data sets that benchmarks run on: where they come from, how their exact neighbours are found,
 * and the file that keeps both.
 */
package dev.akin.bench.data;
