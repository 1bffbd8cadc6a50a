package io.mediarunner.launcher.app;

import io.mediarunner.verticles.metrics.MetricsVerticle;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.EnumSet;

/** One way to make Vert.x, for the runner, the demo and the tests. */
public final class VertxFactory {
  private static final int WORKERS = 8;

  private VertxFactory() {}

  public static Vertx create() {
    // Worker threads come as they are needed; long work has threads of its own.
    return Vertx.builder()
        .with(new VertxOptions().setWorkerPoolSize(WORKERS).setMetricsOptions(metrics()))
        .withMetrics(new MicrometerMetricsFactory())
        .build();
  }

  /** Servers and pools only, by few labels: a label with many values is many series. */
  private static MicrometerMetricsOptions metrics() {
    MicrometerMetricsOptions options =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setRegistryName(MetricsVerticle.VERTX_REGISTRY)
            .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
            .setLabels(
                EnumSet.of(
                    Label.LOCAL, // one gauge a server, or the second one is not counted
                    Label.HTTP_METHOD,
                    Label.HTTP_CODE,
                    Label.POOL_NAME,
                    Label.POOL_TYPE));
    EnumSet.complementOf(EnumSet.of(MetricsDomain.HTTP_SERVER, MetricsDomain.NAMED_POOLS))
        .forEach(options::addDisabledMetricsCategory);
    return options;
  }
}
