package io.mediarunner.verticles.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.QueueLength;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.machine.GpuLoad;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.task.TaskWarning;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.HistoryReader;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The exported text, read as Prometheus reads it, against what happened and what is documented. */
@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class MetricsVerticleTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^}]*})? (\\S+)");
  private static final Failure BROKEN = new Failure(FailureCode.ENCODER_FAILED, "It broke.");

  private static final MachineLoad LOAD =
      new MachineLoad(
          0.5,
          4,
          3_000,
          4_000,
          1,
          2,
          1,
          2,
          Optional.empty(),
          List.of(new GpuLoad("A card", 0.25, 100, 800)));

  @TempDir private Path folder;
  private TaskStore store;
  private TaskHistory history;
  private Bus bus;
  private MetricsVerticle metrics;

  @BeforeEach
  void deploy(Vertx vertx, VertxTestContext test) {
    store = TaskStore.open(folder.resolve("runner.db"));
    history = TaskHistory.open(folder.resolve("runner.db"));
    bus = new Bus(vertx);
    metrics =
        new MetricsVerticle(
            List.of(
                new InstanceConfig(
                    0, "r", "h", 8082, URI.create("http://h:1"), List.of(TaskType.ENCODING))),
            folder,
            () -> LOAD,
            new HistoryReader(vertx, history),
            bus,
            Clock.systemUTC());
    vertx.deployVerticle(metrics).onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void close(Vertx vertx, VertxTestContext test) {
    vertx
        .close()
        .onComplete(
            test.succeeding(
                closed -> {
                  history.close();
                  store.close();
                  test.completeNow();
                }));
  }

  @Test
  void showsTheDiskAsItWasAtTheLastLookWhileItHangs(Vertx vertx) throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    MetricsVerticle waiting =
        new MetricsVerticle(
            List.of(),
            folder,
            () -> {
              asked.incrementAndGet();
              try {
                hanging.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return 7;
            },
            () -> 8,
            () -> LOAD,
            new HistoryReader(vertx, history),
            bus,
            Clock.systemUTC());
    vertx.deployVerticle(waiting).await(20, TimeUnit.SECONDS);
    try {
      assertThat(waiting.scrape()).contains("runner_disk_free_bytes NaN");
    } finally {
      hanging.countDown();
    }
    await().until(() -> waiting.scrape().contains("runner_disk_free_bytes 7.0"));
    assertThat(asked).hasValue(1);
  }

  private void runOne(String id, TaskOutcome outcome) throws Exception {
    TaskId task = new TaskId(id);
    store.accept(0, TaskRequests.encoding(id), T0);
    store.started(task, 1, T0.plusSeconds(3));
    publish(new TaskEvent.Started(task, 0, 1, T0.plusSeconds(3)));
    publish(new TaskEvent.Progressed(task, 0, T0.plusSeconds(4), Progress.of(Stage.FETCH, 0)));
    publish(
        new TaskEvent.Progressed(
            task,
            0,
            T0.plusSeconds(14),
            new Progress(
                Stage.PROCESS, 0.5, Optional.of(3.0), Optional.of(Duration.ofSeconds(1)))));
    store.finish(task, 1, outcome, T0.plusSeconds(63));
    publish(new TaskEvent.Ended(task, 0, T0.plusSeconds(63), outcome.state(), outcome.failure()));
  }

  private void publish(TaskEvent event) {
    bus.publish(Addresses.TASK_EVENTS, event);
  }

  /** Every sample by its name and labels; fails on a line of another form. */
  private Map<String, Double> scrape() {
    Map<String, Double> samples = new TreeMap<>();
    for (String line : metrics.scrape().split("\n")) {
      if (line.startsWith("#") || line.isEmpty()) {
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      Double before =
          samples.put(
              sample.group(1) + Optional.ofNullable(sample.group(2)).orElse(""),
              Double.valueOf(sample.group(3).replace("+Inf", "Infinity")));
      assertThat(before).as("twice: " + line).isNull();
    }
    return samples;
  }

  @Test
  void countsTasksAndTimesTheirStages() throws Exception {
    bus.publish(Addresses.INSTANCE_AVAILABILITY, new InstanceAvailability(0, true, ""));
    bus.publish(Addresses.MANAGER_STATE, new ManagerState(0, true, ""));
    runOne(
        "a",
        TaskOutcome.succeeded(
            Optional.empty(),
            List.of(new TaskWarning("GPU_NOT_USED", Optional.empty(), "no device"))));
    runOne("b", TaskOutcome.failed(BROKEN, Optional.empty()));

    String failed =
        "runner_tasks_ended_total{code=\"ENCODER_FAILED\",state=\"failed\",type=\"encoding\"}";
    await().until(() -> scrape().containsKey(failed));
    String warned = "runner_task_warnings_total{code=\"GPU_NOT_USED\",type=\"encoding\"}";
    await().untilAsserted(() -> assertThat(scrape()).containsEntry(warned, 1.0));
    Map<String, Double> samples = scrape();
    assertThat(samples)
        .containsEntry(failed, 1.0)
        .containsEntry(
            "runner_tasks_ended_total{code=\"\",state=\"completed\",type=\"encoding\"}", 1.0)
        .containsEntry("runner_tasks_running", 0.0)
        .containsEntry("runner_task_queue_seconds_count{type=\"encoding\"}", 2.0)
        .containsEntry("runner_task_queue_seconds_sum{type=\"encoding\"}", 6.0)
        .containsEntry("runner_task_queue_seconds_bucket{type=\"encoding\",le=\"5.0\"}", 2.0)
        .containsEntry("runner_task_stage_seconds_sum{stage=\"fetch\",type=\"encoding\"}", 20.0)
        .containsEntry("runner_task_stage_seconds_sum{stage=\"process\",type=\"encoding\"}", 98.0)
        .containsEntry("runner_task_speed_bucket{type=\"encoding\",le=\"4.0\"}", 2.0)
        .containsEntry("runner_instance_available{instance=\"0\"}", 1.0)
        .containsEntry("runner_instance_registered{instance=\"0\"}", 1.0);
    assertThat(samples.get("runner_disk_free_bytes")).isPositive();
    assertThat(
            samples.get("jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"}") != null
                || samples.keySet().stream()
                    .anyMatch(name -> name.startsWith("jvm_memory_used_bytes")))
        .isTrue();
  }

  @Test
  void countsWarningsByTheirCode() throws Exception {
    String noLogo = "runner_task_warnings_total{code=\"DRESSING_NOT_APPLIED\",type=\"encoding\"}";
    assertThat(scrape()).as("there from the start, for increase()").containsEntry(noLogo, 0.0);

    runOne(
        "warned",
        TaskOutcome.succeeded(
            Optional.empty(),
            List.of(
                new TaskWarning("DRESSING_NOT_APPLIED", Optional.empty(), "No logo."),
                new TaskWarning("DECODE_ERRORS", Optional.empty(), "Bad."),
                new TaskWarning("strange", Optional.empty(), "Strange."))));

    await().until(() -> scrape().get(noLogo) == 1.0);
    assertThat(scrape())
        .containsEntry("runner_task_warnings_total{code=\"DECODE_ERRORS\",type=\"encoding\"}", 1.0)
        .containsEntry("runner_task_warnings_total{code=\"GPU_NOT_USED\",type=\"encoding\"}", 0.0);
    assertThat(metrics.scrape()).doesNotContain("strange");
  }

  @Test
  void showsMemoryAndGraphicsCards() {
    await().until(() -> scrape().containsKey("runner_gpu_busy_ratio{gpu=\"0\",name=\"A card\"}"));
    assertThat(scrape())
        .containsEntry("runner_gpu_busy_ratio{gpu=\"0\",name=\"A card\"}", 0.25)
        .containsEntry("runner_gpu_memory_used_bytes{gpu=\"0\",name=\"A card\"}", 100.0)
        .containsEntry("runner_gpu_memory_total_bytes{gpu=\"0\",name=\"A card\"}", 800.0)
        .containsEntry("runner_memory_used_bytes", 3_000.0)
        .containsEntry("runner_memory_total_bytes", 4_000.0)
        .containsEntry("runner_tasks_waiting", 0.0);
  }

  @Test
  void showsTheQueueOnlyWhereThereIsOne() {
    assertThat(metrics.scrape()).doesNotContain("runner_queue_");

    Instant since = Instant.now().minus(Duration.ofMinutes(5));
    bus.publish(
        Addresses.QUEUE_LENGTH, new QueueLength(Map.of("pod", 3, "moodle", 1), Optional.of(since)));
    await().until(() -> scrape().containsKey("runner_queue_tasks{application=\"moodle\"}"));
    assertThat(scrape()).containsEntry("runner_queue_tasks{application=\"pod\"}", 3.0);
    assertThat(scrape().get("runner_queue_age_seconds")).isBetween(300.0, 400.0);

    bus.publish(Addresses.QUEUE_LENGTH, new QueueLength(Map.of("moodle", 2), Optional.of(since)));
    await().until(() -> scrape().get("runner_queue_tasks{application=\"pod\"}") == 0);
    assertThat(scrape()).containsEntry("runner_queue_tasks{application=\"moodle\"}", 2.0);
    bus.publish(Addresses.QUEUE_LENGTH, new QueueLength(Map.of(), Optional.empty()));
    await().until(() -> scrape().get("runner_queue_age_seconds") == 0);
  }

  @Test
  void doesNotMakeASeriesOfEveryUnknownType() throws Exception {
    store.accept(0, TaskRequests.of("x", "made-up-by-a-stranger", Map.of()), T0);
    store.finish(new TaskId("x"), 1, TaskOutcome.failed(BROKEN, Optional.empty()), T0);
    publish(new TaskEvent.Ended(new TaskId("x"), 0, T0, TaskState.FAILED, Optional.of(BROKEN)));
    await().until(() -> metrics.scrape().contains("type=\"unknown\""));
    assertThat(metrics.scrape()).doesNotContain("stranger");
  }

  @Test
  void exportsJustWhatIsDocumented() throws Exception {
    bus.publish(Addresses.QUEUE_LENGTH, new QueueLength(Map.of("pod", 1), Optional.empty()));
    runOne("a", TaskOutcome.succeeded(Optional.empty()));
    await()
        .until(() -> scrape().keySet().stream().anyMatch(n -> n.startsWith("runner_task_speed")));
    TreeSet<String> exported = new TreeSet<>();
    for (String line : metrics.scrape().split("\n")) {
      Matcher type = Pattern.compile("# TYPE (runner_\\S+) (\\S+)").matcher(line);
      if (type.matches()) {
        exported.add(type.group(1) + " " + type.group(2));
      }
    }
    TreeSet<String> documented = new TreeSet<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `(runner_\\w+)` \\| (\\w+) \\|")
            .matcher(Files.readString(ROOT.resolve("docs/metrics.md")));
    while (row.find()) {
      documented.add(row.group(1) + " " + row.group(2));
    }
    exported.removeIf(name -> name.endsWith("_max gauge"));
    assertThat(exported).isEqualTo(documented);
  }

  /** The dashboard and the rules ask for nothing that is not there. */
  @Test
  void namesInTheGrafanaDashboardAndTheRulesAreDocumented() throws Exception {
    String documented = Files.readString(ROOT.resolve("docs/metrics.md"));
    for (String file : List.of("conf/grafana-dashboard.json", "conf/prometheus-alerts.yml")) {
      Matcher name =
          Pattern.compile("\\b(runner_\\w+?)(_bucket|_count|_sum)?\\b")
              .matcher(Files.readString(ROOT.resolve(file)));
      int names = 0;
      while (name.find()) {
        assertThat(documented).as(file).contains("`" + name.group(1));
        names++;
      }
      assertThat(names).as(file).isGreaterThan(5);
    }
    new io.vertx.core.json.JsonObject(
        Files.readString(ROOT.resolve("conf/grafana-dashboard.json")));
  }
}
