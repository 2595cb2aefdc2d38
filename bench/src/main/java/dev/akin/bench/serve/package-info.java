/**
 * {@code akin bench serve}: a load generator. Calls come at a fixed rate whether or not those
 * before have been answered (open loop), and their time counts from when they were due, so a server
 * that stalls is charged for all that waited (no coordinated omission).
 */
package dev.akin.bench.serve;
