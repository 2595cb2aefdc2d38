/**
 * {@code akin bench torture}: a real server is killed with SIGKILL again and again while it is
 * written to, searched and maintained, and what it has after each restart is compared with a model
 * of what it acknowledged.
 */
package dev.akin.bench.torture;
