/** {@code akin bench alloc}: what a search allocates beyond its result. */
package dev.akin.bench.alloc;
