/** {@code akin bench kernels}: how fast this machine scores vectors, and which kernels do it. */
package dev.akin.bench.kernel;
