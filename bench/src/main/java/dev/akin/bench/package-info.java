/** Where the commands under {@code akin bench} come together. */
package dev.akin.bench;
