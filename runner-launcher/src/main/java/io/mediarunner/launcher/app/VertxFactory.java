package io.mediarunner.launcher.app;

import io.mediarunner.verticles.metrics.MetricsVerticle;
import io.mediarunner.verticles.web.ConnectionLimit;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;

/** Creates Vert.x in the same way for the runner, the demo and the tests. */
public final class VertxFactory {
  private static final int WORKERS = 8;

  private VertxFactory() {}

  public static Vertx create() {
    return alone(builder());
  }

  /** The same, tracing requests and messages. */
  public static Vertx traced(VertxTracerFactory tracer) {
    return alone(builder().withTracer(tracer));
  }

  /**
   * Vert.x would load any cluster manager that it finds, to ask whether it is wanted. That of a
   * fleet takes memory and time, and is wanted elsewhere.
   */
  private static Vertx alone(VertxBuilder builder) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new WithoutClusterManager(before));
    try {
      return builder.build();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Finds no cluster manager among the services. */
  private static final class WithoutClusterManager extends ClassLoader {
    private static final String PROVIDERS =
        "META-INF/services/" + VertxServiceProvider.class.getName();
    private static final String CLUSTER_MANAGER = "vertx-hazelcast";

    WithoutClusterManager(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> found = Collections.list(super.getResources(name));
      if (name.equals(PROVIDERS)) {
        found.removeIf(url -> url.toString().contains(CLUSTER_MANAGER));
      }
      return Collections.enumeration(found);
    }
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
