/**
 * The interfaces and values through which programs use Akin. {@code EmbeddedDatabase} (in-process)
 * and {@code RemoteDatabase} (over gRPC) both implement {@link dev.akin.api.Database}.
 */
package dev.akin.api;
