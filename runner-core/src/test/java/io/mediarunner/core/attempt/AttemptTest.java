package io.mediarunner.core.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fetch.FetchTimings;
import io.mediarunner.core.fetch.SourceFetcher;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessIdentity;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.ResultFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final TaskId ID = new TaskId("t1");
  private final SourceFetcher fetcher =
      new SourceFetcher(
          new DownloadConfig(List.of(), true, 0, Set.of()), Network.DIRECT, FetchTimings.STANDARD);
  private final List<Progress> progress = new CopyOnWriteArrayList<>();
  private final List<Long> started = new CopyOnWriteArrayList<>();
  private final DiskClaims claims = new DiskClaims();
  private volatile CountDownLatch rest = new CountDownLatch(0);
  private HttpServer server;
  @TempDir private Path storage;

  @BeforeEach
  void serveASource() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/talk.mp4",
        exchange -> {
          exchange.sendResponseHeaders(200, 5);
          exchange.getResponseBody().write("me".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          awaitRest();
          exchange.getResponseBody().write("dia".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  private void awaitRest() {
    try {
      assertThat(rest.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() {
    server.stop(0);
    fetcher.close();
  }

  @Test
  void publishesWhatTheWorkMadeAndNothingElse() {
    Attempt attempt =
        attempt(
            task -> {
              assertThat(task.source()).hasContent("media");
              assertThat(task.sourceName()).isEqualTo("talk.mp4");
              write(task.workDir().resolve("scratch"));
              write(task.outputDir().resolve("result.txt"));
              return "said";
            });

    TaskOutcome outcome = attempt.run();

    assertThat(outcome).isEqualTo(TaskOutcome.succeeded(Optional.of("said")));
    assertThat(new ResultFiles(storage).file(ID, "result.txt")).isPresent();
    assertThat(storage.resolve("t1"))
        .isDirectoryContaining("glob:**/manifest.json")
        .isDirectoryNotContaining("glob:**/attempt-1");
    assertThat(progress).first().returns(Stage.FETCH, Progress::stage);
    assertThat(progress).last().returns(Stage.PUBLISH, Progress::stage);
  }

  @Test
  void claimsTheDiskForWhatIsStillToCome() {
    rest = new CountDownLatch(1);
    Attempt attempt =
        attempt(
            task -> {
              assertThat(claims.bytes()).as("downloaded").isZero();
              task.disk().stillToWrite(7);
              assertThat(claims.bytes()).isEqualTo(7);
              return "said";
            });

    CompletableFuture<TaskOutcome> outcome = CompletableFuture.supplyAsync(attempt::run);

    await().untilAsserted(() -> assertThat(claims.bytes()).as("dia").isEqualTo(3));
    rest.countDown();
    assertThat(outcome.join()).isEqualTo(TaskOutcome.succeeded(Optional.of("said")));
    assertThat(claims.bytes()).as("over").isZero();
  }

  @Test
  void leavesNoProgramOfAnEarlierRunnerWorkingForATaskThatHasFailed() throws Exception {
    Path attemptDir = storage.resolve("t1/attempt-1");
    Path home = Files.createDirectories(attemptDir.resolve("kept/encode"));
    Path toolLog = attemptDir.resolve("said.log");
    ProcessSpec spec =
        new ProcessSpec(
            List.of("sleep", "600"), home, Map.of(), toolLog, toolLog, MINUTE, Duration.ZERO, 0);
    RunningProcess earlier = new JdkProcessRunner().start(spec.adoptableFrom(home));

    TaskOutcome outcome =
        attempt(
                task -> {
                  assertThat(ProcessHandle.of(earlier.pid())).isPresent();
                  throw new TaskFailedException(FailureCode.SOURCE_UNREADABLE, "It is no video.");
                })
            .run();

    assertThat(outcome.failure()).isPresent();
    assertThat(ProcessIdentity.of(earlier.pid()).flatMap(ProcessIdentity::alive)).isEmpty();
  }

  @Test
  void publishesNothingWhenTheWorkFails() {
    TaskOutcome outcome =
        attempt(
                task -> {
                  write(task.outputDir().resolve("half.mp4"));
                  write(task.outputDir().resolve("encoding.log"));
                  throw new TaskFailedException(FailureCode.ENCODER_FAILED, "no good");
                })
            .run();

    assertThat(outcome.state()).isEqualTo(TaskState.FAILED);
    assertThat(outcome.failure()).contains(new Failure(FailureCode.ENCODER_FAILED, "no good"));
    assertThat(outcome.scriptOutput()).contains("[info_script.log]\nx");
    assertThat(new ResultFiles(storage).manifest(ID)).isEmpty();
    assertThat(new ResultFiles(storage).file(ID, "half.mp4")).isEmpty();
  }

  @Test
  void turnsWhatNobodyPlannedIntoAFailure() {
    TaskOutcome outcome =
        attempt(
                task -> {
                  throw new IllegalStateException("secret detail");
                })
            .run();

    assertThat(outcome.failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
              assertThat(failure.message()).doesNotContain("secret");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "a file"})
  void saysThatItsFolderWasTakenAway(String then) throws IOException {
    Path own = storage.resolve("t1");

    TaskOutcome outcome =
        attempt(
                task -> {
                  replace(own, then);
                  write(task.outputDir().resolve("encoding.log"));
                  return "";
                })
            .run();

    assertThat(outcome.failure()).contains(Workspace.LOST);
    assertThat(Workspace.LOST.code().retryable()).isTrue();
    if (then.equals("absent")) {
      assertThat(storage).isEmptyDirectory();
    } else {
      assertThat(own).hasContent("x");
    }
  }

  private static void replace(Path own, String then) {
    try {
      Workspace.deleteTree(own);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    if (then.equals("a file")) {
      write(own);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.json/f", "output/f", ".manifest.json.tmp/f"})
  void keepsOnlyLogsWhereAFolderHasTheNameOfItsResults(String foreign) {
    Path own = storage.resolve("t1");

    TaskOutcome outcome =
        attempt(
                task -> {
                  write(task.outputDir().resolve("encoding.log"));
                  write(task.outputDir().resolve("360p.mp4"));
                  Path file = own.resolve(foreign);
                  assertThat(file.getParent().toFile().mkdir()).isTrue();
                  write(file);
                  return "";
                })
            .run();

    assertThat(outcome.failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.OUTPUT_INVALID);
              assertThat(failure.message()).contains("STORAGE_DIR", "folder with their name");
            });
    assertThat(own)
        .isDirectoryRecursivelyContaining("glob:**/encoding.log")
        .isDirectoryNotContaining(entry -> !entry.endsWith("attempt-1"));
    assertThat(own.resolve("attempt-1/output/360p.mp4")).doesNotExist();
  }

  @Test
  void endsByItselfAloneWhenTheMemoryRunsOut() {
    TaskOutcome outcome =
        attempt(
                task -> {
                  task.disk().stillToWrite(7);
                  return "" + new byte[Integer.MAX_VALUE].length; // more than any JVM allows
                })
            .run();

    assertThat(outcome.state()).isEqualTo(TaskState.FAILED);
    assertThat(outcome.failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.MEMORY_SHORT);
              assertThat(failure.code().retryable()).isTrue();
            });
    assertThat(claims.bytes()).as("claimed afterwards").isZero();
    assertThat(attempt(task -> "said").run())
        .as("the next attempt")
        .isEqualTo(TaskOutcome.succeeded(Optional.of("said")));
  }

  @Test
  void turnsAnyOtherErrorIntoAFailure() {
    TaskOutcome outcome = attempt(task -> "" + depth(1)).run();

    assertThat(outcome.failure()).map(Failure::code).contains(FailureCode.INTERNAL);
    assertThat(new ResultFiles(storage).manifest(ID)).isEmpty();
  }

  /** Deeper than any stack. */
  private static int depth(int calls) {
    return calls < 0 ? 0 : 1 + depth(calls + 1);
  }

  @Test
  void timesOutWithItsOwnState() {
    TaskOutcome outcome = attempt(task -> sleepFor(task, Duration.ofMillis(100))).run();

    assertThat(outcome.state()).isEqualTo(TaskState.TIMED_OUT);
  }

  @Test
  void stopsARunningProgramAtOnce() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    Attempt attempt =
        attempt(
            task -> {
              working.countDown();
              return sleepFor(task, Duration.ofSeconds(60));
            });
    CompletableFuture<TaskOutcome> end = CompletableFuture.supplyAsync(attempt::run);
    assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();

    attempt.stop(Failure.CANCELLED);

    assertThat(end.get(10, TimeUnit.SECONDS).failure()).contains(Failure.CANCELLED);
    assertThat(started)
        .allSatisfy(
            pid -> assertThat(ProcessIdentity.of(pid).flatMap(ProcessIdentity::alive)).isEmpty());
  }

  @Test
  void neverBeginsWhenStoppedBefore() {
    Attempt attempt = attempt(task -> "done");
    attempt.stop(Failure.INTERRUPTED);
    attempt.stop(Failure.CANCELLED);

    assertThat(attempt.run().failure()).contains(Failure.INTERRUPTED);
  }

  @Test
  void holdsADescriptionToItsLimitWhileItIsDownloaded() {
    Failure tooLarge = new Failure(FailureCode.MEDIAPACKAGE_INVALID, "larger than one byte");
    MediaWork work =
        new MediaWork() {
          @Override
          public String run(MediaTask task) {
            throw new AssertionError("not reached");
          }

          @Override
          public Optional<SourceLimit> sourceLimit() {
            return Optional.of(new SourceLimit(1, tooLarge));
          }
        };

    assertThat(attempt(work).run().failure()).contains(tooLarge);
  }

  private Attempt attempt(MediaWork work) {
    TaskRequest request =
        new TaskRequest(
            ID,
            "etab",
            "app",
            Optional.empty(),
            "encoding",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/talk.mp4",
            Optional.empty(),
            Map.of(),
            "",
            Optional.empty());
    return new Attempt(
        request,
        1,
        new AttemptContext(
            storage,
            fetcher,
            claims,
            new JdkProcessRunner(),
            work,
            Optional::empty,
            Optional::empty,
            (taskId, attempt, pid) -> started.add(pid)),
        progress::add);
  }

  private static String sleepFor(MediaTask task, Duration limit) throws TaskFailedException {
    task.tools()
        .run(
            new ProcessSpec(
                List.of("sleep", "60"),
                task.workDir(),
                Map.of(),
                task.workDir().resolve("out.log"),
                task.workDir().resolve("err.log"),
                limit,
                Duration.ofSeconds(2),
                0));
    return "";
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "x");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
