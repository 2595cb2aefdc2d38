/**
 * {@code akin bench ann}: nearest-neighbour indexes side by side. Every contestant is brought to
 * the same recall first, and then timed there, in turns.
 */
package dev.akin.bench.ann;
