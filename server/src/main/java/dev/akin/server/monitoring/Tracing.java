package dev.akin.server.monitoring;

import dev.akin.engine.Stage;
import io.grpc.Metadata;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A span per call and one per stage of it, sent to an OpenTelemetry collector. A caller's own trace
 * is continued (W3C Trace Context). Off unless configured. Safe for any number of threads.
 */
final class Tracing implements AutoCloseable {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String TRACES_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
  private static final TextMapGetter<Metadata> HEADERS = new Headers();

  private final Optional<OpenTelemetrySdk> sdk;
  private final OpenTelemetry telemetry;
  private final Tracer tracer;

  private Tracing(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.telemetry = sdk.isPresent() ? sdk.get() : OpenTelemetry.noop();
    this.tracer = telemetry.getTracer("dev.akin.server");
  }

  /** As the endpoint or the environment says; by neither, off. */
  static Tracing start(Optional<String> endpoint) {
    Map<String, String> environment = System.getenv();
    boolean wanted =
        endpoint.isPresent()
            || environment.containsKey(ENDPOINT)
            || environment.containsKey(TRACES_ENDPOINT);
    if (!wanted) {
      return new Tracing(Optional.empty());
    }
    Map<String, String> defaults = new HashMap<>();
    defaults.put("otel.service.name", "akin");
    defaults.put("otel.metrics.exporter", "none");
    defaults.put("otel.logs.exporter", "none");
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    return new Tracing(
        Optional.of(
            AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> defaults)
                .addPropertiesCustomizer(
                    unused ->
                        endpoint
                            .map(url -> Map.of("otel.exporter.otlp.endpoint", url))
                            .orElse(Map.of()))
                .build()
                .getOpenTelemetrySdk()));
  }

  /** Begins the span of a call. */
  Span begin(String method, Metadata headers) {
    if (sdk.isEmpty()) {
      return Span.getInvalid();
    }
    Context parent =
        telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), headers, HEADERS);
    int slash = method.indexOf('/');
    return tracer
        .spanBuilder(method)
        .setParent(parent)
        .setSpanKind(SpanKind.SERVER)
        .setAttribute("rpc.system", "grpc")
        .setAttribute("rpc.service", method.substring(0, slash))
        .setAttribute("rpc.method", method.substring(slash + 1))
        .startSpan();
  }

  /** Records a stage that has just ended as a span within that of its call. */
  void stage(Span call, Stage stage, String collection, long items, long nanos) {
    if (!call.getSpanContext().isValid()) {
      return;
    }
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    tracer
        .spanBuilder(stage.name().toLowerCase(Locale.ROOT))
        .setParent(Context.root().with(call))
        .setStartTimestamp(now - nanos, TimeUnit.NANOSECONDS)
        .setAttribute("akin.collection", collection)
        .setAttribute("akin.items", items)
        .startSpan()
        .end(now, TimeUnit.NANOSECONDS);
  }

  /** Ends the span of a call. */
  void end(Span call, String code, boolean failed) {
    call.setAttribute("rpc.grpc.status_code", code);
    if (failed) {
      call.setStatus(StatusCode.ERROR, code);
    }
    call.end();
  }

  /** Sends what is left. */
  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }

  /** The headers of a call. */
  private static final class Headers implements TextMapGetter<Metadata> {
    @Override
    public String get(Metadata headers, String key) {
      return headers == null
          ? null
          : headers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
    }
  }
}
