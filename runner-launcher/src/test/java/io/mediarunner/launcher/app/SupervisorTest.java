package io.mediarunner.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.TestRunner;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {
  private static final String FAIL = "fail";
  private final Vertx vertx = VertxFactory.create();
  private final List<String> givenUp = new CopyOnWriteArrayList<>();
  private final List<Fragile> made = new CopyOnWriteArrayList<>();
  private final Supervisor supervisor = new Supervisor(vertx, givenUp::add);
  private volatile boolean startFails;

  /** Throws what it is sent. */
  private final class Fragile extends VerticleBase {
    private volatile boolean stopped;

    @Override
    public Future<?> start() {
      made.add(this);
      vertx
          .eventBus()
          .<String>localConsumer(
              FAIL,
              message -> {
                if (message.body().equals("connection")) {
                  Fragile.<RuntimeException>raise(new IOException("Connection reset by peer"));
                }
                throw new IllegalStateException("of the test");
              });
      return startFails
          ? Future.failedFuture("the start fails in this test")
          : Future.succeededFuture();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void raise(Exception cause) throws E {
      throw (E) cause;
    }

    @Override
    public Future<?> stop() {
      stopped = true;
      return Future.succeededFuture();
    }
  }

  @AfterEach
  void close() throws Exception {
    TestRunner.wait(vertx.close());
  }

  @Test
  void beginsAFailingVerticleAnew() throws Exception {
    deploy();

    vertx.eventBus().send(FAIL, "now");

    await().until(() -> made.size() == 2);
    assertThat(made.get(0).stopped).isTrue();
    assertThat(made.get(1).stopped).isFalse();
    assertThat(supervisor.contexts()).hasSize(1);
    assertThat(givenUp).isEmpty();
  }

  @Test
  void restartsOnceForSeveralFailuresAtOnce() throws Exception {
    deploy();

    for (int i = 0; i < 3; i++) {
      vertx.eventBus().send(FAIL, "now");
    }

    await().until(() -> made.size() == 2);
    await().during(Duration.ofSeconds(1)).until(() -> made.size() == 2);
  }

  @Test
  void givesUpAVerticleThatFailsAgainAndAgain() throws Exception {
    deploy();
    for (int failures = 1; failures <= 5; failures++) {
      vertx.eventBus().send(FAIL, "now");
      int next = failures + 1;
      await().until(() -> made.size() == next);
      await().until(() -> vertx.deploymentIDs().size() == 1);
    }
    assertThat(givenUp).isEmpty();

    vertx.eventBus().send(FAIL, "now");

    await().until(() -> !givenUp.isEmpty());
    assertThat(givenUp.get(0)).contains("fragile failed 6 times in 10 minutes", "of the test");
    assertThat(made).hasSize(6);
  }

  @Test
  void givesUpAVerticleThatCannotBeginAnew() throws Exception {
    deploy();
    startFails = true;

    vertx.eventBus().send(FAIL, "now");

    await().atMost(Duration.ofSeconds(20)).until(() -> !givenUp.isEmpty());
    assertThat(givenUp.get(0)).contains("cannot restart");
  }

  @Test
  void takesABrokenConnectionForNoFailure() throws Exception {
    deploy();

    vertx.eventBus().send(FAIL, "connection");

    await().during(Duration.ofSeconds(1)).until(() -> made.size() == 1);
    assertThat(made.get(0).stopped).isFalse();
  }

  @Test
  void looksAfterNothingThatItHasEnded() throws Exception {
    deploy();
    vertx.eventBus().send(FAIL, "now");

    TestRunner.wait(supervisor.undeploy("fragile").otherwiseEmpty());

    await().during(Duration.ofSeconds(1)).until(() -> vertx.deploymentIDs().isEmpty());
    assertThat(made).allMatch(verticle -> verticle.stopped);
    assertThat(supervisor.contexts()).isEmpty();
  }

  private void deploy() throws Exception {
    TestRunner.wait(supervisor.deploy("fragile", Fragile::new));
  }
}
