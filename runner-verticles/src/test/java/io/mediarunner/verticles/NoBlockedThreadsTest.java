package io.mediarunner.verticles;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NoBlockedThreadsTest {
  @Test
  void failsATestThatBlocksAnEventLoop() throws Exception {
    NoBlockedThreads extension = new NoBlockedThreads();
    CountDownLatch blocked = new CountDownLatch(1);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(20)
                .setMaxEventLoopExecuteTime(TimeUnit.MILLISECONDS.toNanos(50)));
    extension.beforeEach(null);
    try {
      vertx.runOnContext(
          v -> {
            try {
              blocked.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      await().until(() -> !extension.warnings().isEmpty());
    } finally {
      blocked.countDown();
      vertx.close();
    }
    assertThatThrownBy(() -> extension.afterEach(null)).isInstanceOf(AssertionError.class);
  }
}
