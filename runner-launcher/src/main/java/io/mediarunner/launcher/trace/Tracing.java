package io.mediarunner.launcher.trace;

import io.mediarunner.verticles.media.TaskTracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * Where traces go. Spans are sent in batches in the background; a collector that is away costs
 * spans and a line in the log, nothing else. Any thread.
 */
public final class Tracing implements AutoCloseable {
  private static final String NAME = "media-runner";
  private static final int LAST_SPANS_SECONDS = 3;

  private final OpenTelemetrySdk sdk;

  private Tracing(SpanProcessor processor, Resource resource) {
    this.sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(processor)
                    .setResource(Resource.getDefault().merge(resource))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
  }

  /**
   * To a collector.
   *
   * @param collector its address without {@code /v1/traces}, as the <a
   *     href="https://opentelemetry.io/docs/specs/otel/protocol/exporter/">specification</a> has it
   * @param version of the runner
   * @param runner tells runners apart
   */
  public static Tracing to(URI collector, String version, String runner) {
    String base = collector.toString().replaceAll("/+$", "");
    return new Tracing(
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder().setEndpoint(base + "/v1/traces").build())
            .build(),
        resource(version, runner));
  }

  /** To an exporter, each span as it ends: for tests. */
  public static Tracing into(SpanExporter exporter) {
    return new Tracing(SimpleSpanProcessor.create(exporter), resource("test", "test"));
  }

  private static Resource resource(String version, String runner) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            NAME,
            AttributeKey.stringKey("service.version"),
            version,
            AttributeKey.stringKey("service.instance.id"),
            runner));
  }

  /** What Vert.x traces requests and messages with. */
  public VertxTracerFactory requests() {
    return new OpenTelemetryTracingFactory(sdk);
  }

  /** What follows tasks. */
  public TaskTracing tasks() {
    return new TaskSpans(sdk.getTracer(NAME));
  }

  /** Sends what is left; blocks the caller for 3 s at most. */
  @Override
  public void close() {
    sdk.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
  }
}
