package dev.akin.client;

import dev.akin.proto.v1.RecordServiceGrpc;
import java.util.List;
import java.util.Map;

/**
 * What gRPC does by itself when a server says that it has no room for a call: it waits as long as
 * the server asks ({@code grpc-retry-pushback-ms}) and sends the call again, within its deadline.
 * Such a call was not begun, so all but streams may be sent again. An error that would come again
 * says so, and is not retried.
 */
final class Retries {
  private Retries() {}

  /**
   * The service config, see gRFC A6.
   *
   * @param retries of one call, 1 or more
   */
  static Map<String, Object> serviceConfig(int retries) {
    Map<String, Object> policy =
        Map.of(
            "maxAttempts",
            (double) (retries + 1),
            "initialBackoff",
            "0.1s",
            "maxBackoff",
            "2s",
            "backoffMultiplier",
            2.0,
            "retryableStatusCodes",
            List.of("RESOURCE_EXHAUSTED"));
    Map<String, Object> all = Map.of("name", List.of(Map.of()), "retryPolicy", policy);
    Map<String, Object> streams =
        Map.of(
            "name",
            List.of(
                Map.of(
                    "service",
                    RecordServiceGrpc.SERVICE_NAME,
                    "method",
                    RecordServiceGrpc.getUpsertStreamMethod().getBareMethodName())));
    return Map.of("methodConfig", List.of(all, streams));
  }
}
