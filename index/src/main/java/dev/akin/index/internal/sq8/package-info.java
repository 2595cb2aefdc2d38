/** Rows as bytes: eight bits per number, with an offset and a step per row. */
package dev.akin.index.internal.sq8;
