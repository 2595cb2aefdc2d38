/**
 * The HTTP port: one small server for whatever is asked in plain HTTP, such as metrics and probes.
 */
package dev.akin.server.http;
