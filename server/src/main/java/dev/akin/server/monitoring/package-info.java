/** What can be seen of a server from outside: metrics, traces, slow queries. */
package dev.akin.server.monitoring;
