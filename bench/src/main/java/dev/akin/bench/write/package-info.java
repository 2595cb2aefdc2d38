/** {@code akin bench write}: what writers that wait for the disk get done, alone and together. */
package dev.akin.bench.write;
