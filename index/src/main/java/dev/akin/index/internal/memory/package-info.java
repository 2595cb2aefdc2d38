/** Off-heap memory addressed by raw addresses and by row. */
package dev.akin.index.internal.memory;
