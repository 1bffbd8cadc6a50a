package io.mediarunner.launcher.app;

import io.mediarunner.verticles.metrics.MetricsVerticle;
import io.mediarunner.verticles.web.ConnectionLimit;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.EnumSet;

/** Creates Vert.x in the same way for the runner, the demo and the tests. */
public final class VertxFactory {
  private static final int WORKERS = 8;

  private VertxFactory() {}

  public static Vertx create() {
    return builder().build();
  }

  /** The same, tracing requests and messages. */
  public static Vertx traced(VertxTracerFactory tracer) {
    return builder().withTracer(tracer).build();
  }

  private static VertxBuilder builder() {
    // Worker threads are created as needed; long work has its own threads.
    return Vertx.builder()
        .with(new VertxOptions().setWorkerPoolSize(WORKERS).setMetricsOptions(metrics()))
        .withTransport(ConnectionLimit.ofThisProcess())
        .withMetrics(new MicrometerMetricsFactory());
  }

  /** Only servers and pools, with few labels: a label with many values creates many series. */
  private static MicrometerMetricsOptions metrics() {
    MicrometerMetricsOptions options =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setRegistryName(MetricsVerticle.VERTX_REGISTRY)
            .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
            .setLabels(
                EnumSet.of(
                    Label.LOCAL, // one gauge per server, or the second one is not counted
                    Label.HTTP_METHOD,
                    Label.HTTP_CODE,
                    Label.POOL_NAME,
                    Label.POOL_TYPE));
    EnumSet.complementOf(EnumSet.of(MetricsDomain.HTTP_SERVER, MetricsDomain.NAMED_POOLS))
        .forEach(options::addDisabledMetricsCategory);
    return options;
  }
}
