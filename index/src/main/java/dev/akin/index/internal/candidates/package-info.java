/** Collections of scored ordinals, each packed in one {@code long}. */
package dev.akin.index.internal.candidates;
