package io.mediarunner.verticles.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.MailConfig;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** With a real mail server, on loopback. */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class FailureMailVerticleTest {
  private static final long LIMIT_SECONDS = 10;
  private static final InstanceConfig INSTANCE =
      new InstanceConfig(
          0,
          "runner-host-8082",
          "127.0.0.1",
          8082,
          URI.create("http://host:8082"),
          List.of(TaskType.ENCODING));
  @TempDir private Path folder;
  private Vertx vertx;
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private TaskStore store;
  private Bus bus;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    server.start();
    store = TaskStore.open(folder.resolve("runner.db"));
    bus = new Bus(vertx);
  }

  @AfterEach
  void stop(Vertx vertx, VertxTestContext test) {
    vertx
        .close()
        .onComplete(
            test.succeeding(
                closed -> {
                  store.close();
                  server.stop();
                  test.completeNow();
                }));
  }

  private void deploy(Optional<String> user, Optional<Secret> password) throws Exception {
    MailConfig config =
        new MailConfig(
            Optional.of("127.0.0.1"),
            server.getSmtp().getPort(),
            false,
            user,
            password,
            "esup-runner@example.org",
            Optional.of("admin@example.org"));
    vertx
        .deployVerticle(
            new FailureMailVerticle(
                config,
                List.of(INSTANCE),
                URI.create("http://manager:8081"),
                new Journal(vertx, store, Clock.systemUTC()),
                bus))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private void end(String id, Optional<Failure> failure, String toolLog) throws Exception {
    TaskId taskId = new TaskId(id);
    Instant now = Instant.now();
    store.accept(
        0,
        new TaskRequest(
            taskId,
            "e",
            "a",
            Optional.empty(),
            "encoding",
            "http://h/x",
            Optional.empty(),
            Map.of(),
            "",
            Optional.empty()),
        now);
    TaskOutcome outcome =
        failure
            .map(f -> TaskOutcome.failed(f, Optional.of(toolLog)))
            .orElseGet(() -> TaskOutcome.succeeded(Optional.of(toolLog)));
    store.finish(taskId, 1, outcome, now);
    bus.publish(
        Addresses.TASK_EVENTS, new TaskEvent.Ended(taskId, 0, now, outcome.state(), failure));
  }

  private MimeMessage received() {
    await().until(() -> server.getReceivedMessages().length == 1);
    return server.getReceivedMessages()[0];
  }

  @Test
  void writesWhatFailedAndWhy() throws Exception {
    deploy(Optional.empty(), Optional.empty());

    end("t-1", Optional.empty(), "all went well");
    end(
        "t-2",
        Optional.of(new Failure(FailureCode.ENCODER_FAILED, "x264 said <b>no</b>")),
        "line 1 & <script>alert(1)</script>");

    MimeMessage mail = received();
    assertThat(mail.getSubject()).isEqualTo("[esup-runner] Task t-2 failed");
    assertThat(mail.getFrom()[0].toString()).isEqualTo("esup-runner@example.org");
    assertThat(mail.getAllRecipients()[0].toString()).isEqualTo("admin@example.org");
    String body = GreenMailUtil.getBody(mail);
    assertThat(mail.getContentType()).startsWith("multipart/alternative");
    assertThat(body)
        .contains("Task: t-2", "Type: encoding", "Code: ENCODER_FAILED")
        .contains("Runner: runner-host-8082", "Manager admin: http://manager:8081/admin")
        .contains("x264 said <b>no</b>") // in the plain text
        .contains("x264 said &lt;b&gt;no&lt;/b&gt;")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void attachesWhatIsTooLongToRead() throws Exception {
    deploy(Optional.empty(), Optional.empty());

    end("t-3", Optional.of(new Failure(FailureCode.TIME_LIMIT, "too long")), "x".repeat(50_000));

    MimeMessage mail = received();
    assertThat(mail.getSubject()).isEqualTo("[esup-runner] Task t-3 timeout");
    assertThat(GreenMailUtil.getBody(mail)).contains("task-t-3.log");
  }

  @Test
  void logsInWhereThereIsALogin() throws Exception {
    server.setUser("runner", "s3cret");
    deploy(Optional.of("runner"), Optional.of(new Secret("s3cret")));

    end("t-4", Optional.of(Failure.CANCELLED), "");

    assertThat(received().getSubject()).contains("t-4");
  }

  @Test
  void changesNothingWhenTheMailServerIsAway() throws Exception {
    deploy(Optional.empty(), Optional.empty());
    server.stop();

    end("t-5", Optional.of(new Failure(FailureCode.ENCODER_FAILED, "no")), "");

    server.start(); // the mail is lost, not the runner
    assertThat(store.find(new TaskId("t-5")).orElseThrow().state()).isEqualTo(TaskState.FAILED);
  }
}
