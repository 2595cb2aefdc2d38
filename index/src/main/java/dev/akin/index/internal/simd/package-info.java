/** Scoring kernels, scalar and vectorised, and the choice between them. */
package dev.akin.index.internal.simd;
