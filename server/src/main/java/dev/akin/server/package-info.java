/**
 * The gRPC server. {@link dev.akin.server.AkinServer} serves any {@link dev.akin.api.Database};
 * each service is a thin class that converts, calls it and converts back. Errors become statuses in
 * one interceptor.
 */
package dev.akin.server;
