package io.mediarunner.launcher;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** One way to make Vert.x, for the runner, the demo and the tests. */
final class VertxFactory {
  private static final int WORKERS = 8;

  private VertxFactory() {}

  static Vertx create() {
    // Worker threads come as they are needed; long work has threads of its own.
    return Vertx.vertx(new VertxOptions().setWorkerPoolSize(WORKERS));
  }
}
