/** RaBitQ: rotation, codes of 1 to 8 bits, and queries as tables. */
package dev.akin.index.internal.rabitq;
