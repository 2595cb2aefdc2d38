package dev.akin.server.monitoring;

import dev.akin.api.AkinException.InvalidArgument;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server tells of itself. Immutable.
 *
 * @param httpPort of metrics and probes, 0 to 65535, 0 for any that is free; empty for none
 * @param slowQuery searches that take at least this long are logged with their plan; 0 logs all
 * @param otlpEndpoint to which traces are sent, such as {@code http://127.0.0.1:4318}; empty asks
 *     the environment ({@code OTEL_EXPORTER_OTLP_ENDPOINT}), and without that none are made
 */
public record MonitoringOptions(
    OptionalInt httpPort, Duration slowQuery, Optional<String> otlpEndpoint) {
  /** No HTTP port, queries of half a second are slow, no traces unless the environment says so. */
  public static final MonitoringOptions DEFAULTS =
      new MonitoringOptions(OptionalInt.empty(), Duration.ofMillis(500), Optional.empty());

  private static final int MAX_PORT = 65_535;

  /** Checks the ranges. */
  public MonitoringOptions {
    Objects.requireNonNull(otlpEndpoint, "otlpEndpoint");
    httpPort.ifPresent(
        port -> {
          if (port < 0 || port > MAX_PORT) {
            throw new InvalidArgument("httpPort must be 0 to " + MAX_PORT + ": " + port);
          }
        });
    if (slowQuery.isNegative()) {
      throw new InvalidArgument("slowQuery must be 0 or longer: " + slowQuery);
    }
    otlpEndpoint.ifPresent(
        endpoint -> {
          if (!endpoint.matches("https?://.+")) {
            throw new InvalidArgument(
                "otlpEndpoint must be a URL such as http://127.0.0.1:4318: '" + endpoint + "'");
          }
        });
  }

  /** With an HTTP port. */
  public MonitoringOptions httpPort(int httpPort) {
    return new MonitoringOptions(OptionalInt.of(httpPort), slowQuery, otlpEndpoint);
  }

  /** Without an HTTP port. */
  public MonitoringOptions withoutHttp() {
    return new MonitoringOptions(OptionalInt.empty(), slowQuery, otlpEndpoint);
  }

  /** With another limit from which on searches are slow. */
  public MonitoringOptions slowQuery(Duration slowQuery) {
    return new MonitoringOptions(httpPort, slowQuery, otlpEndpoint);
  }

  /** With traces sent to an endpoint. */
  public MonitoringOptions otlpEndpoint(String otlpEndpoint) {
    return new MonitoringOptions(httpPort, slowQuery, Optional.of(otlpEndpoint));
  }
}
