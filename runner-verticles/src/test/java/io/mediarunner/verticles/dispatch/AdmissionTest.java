package io.mediarunner.verticles.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.DiskSpace;
import io.mediarunner.core.bus.Drain;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.MemorySpace;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.bus.RunAgain;
import io.mediarunner.core.bus.StorageState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.machine.TaskBudget;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.FakeTaskVerticle;
import io.mediarunner.verticles.NoBlockedThreads;
import io.mediarunner.verticles.TaskRequests;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({VertxExtension.class, NoBlockedThreads.class})
class AdmissionTest {
  private static final long LIMIT_SECONDS = 10;
  @TempDir Path folder;
  private Context loop;
  private Bus bus;
  private final List<InstanceAvailability> announced = new CopyOnWriteArrayList<>();
  private TaskStore store;
  private FakeTaskVerticle encoder;
  private Admission admission;
  private Admission second;

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    loop = vertx.getOrCreateContext();
    bus = new Bus(vertx);
    store = TaskStore.open(folder.resolve("runner.db"));
    Journal journal = new Journal(vertx, store, Clock.systemUTC());
    encoder = new FakeTaskVerticle(bus, journal);
    bus.consume(Addresses.INSTANCE_AVAILABILITY, message -> announced.add(message.body()));
    admission =
        new Admission(
            instance(0),
            journal,
            bus,
            Clock.systemUTC(),
            TaskBudget.unlimited(),
            Duration.ofMillis(500));
    second = new Admission(instance(1), journal, bus, Clock.systemUTC(), TaskBudget.unlimited());
    vertx
        .deployVerticle(encoder)
        .compose(
            deployed ->
                onLoopFuture(() -> Future.join(admission.start(), second.start()).mapEmpty()))
        .onComplete(test.succeedingThenComplete());
  }

  @AfterEach
  void stop(Vertx vertx, VertxTestContext test) {
    vertx
        .close()
        .onComplete(
            test.succeeding(
                closed -> {
                  store.close();
                  test.completeNow();
                }));
  }

  private static InstanceConfig instance(int number) {
    return new InstanceConfig(
        number,
        "runner-" + number,
        "127.0.0.1",
        0,
        URI.create("http://127.0.0.1"),
        List.of(TaskType.ENCODING));
  }

  @Test
  void refusesWhatWouldSlowAllDown(Vertx vertx) throws Exception {
    Journal journal = new Journal(vertx, store, Clock.systemUTC());
    TaskBudget one = new TaskBudget(1, 5, List.of());
    Admission third = new Admission(instance(2), journal, bus, Clock.systemUTC(), one);
    Admission fourth = new Admission(instance(3), journal, bus, Clock.systemUTC(), one);
    onLoop(() -> Future.join(third.start(), fourth.start()).mapEmpty());
    admit(third, TaskRequests.encoding("slow"));
    Awaitility.await().until(() -> encoder.wasTaken("slow"));

    Awaitility.await().until(() -> announced.contains(new InstanceAvailability(3, false, "cpu")));
    assertThatThrownBy(() -> admit(fourth, TaskRequests.encoding("refused")))
        .isInstanceOf(RunnerBusyException.class);

    announced.clear();
    end("slow");
    Awaitility.await().until(() -> announced.contains(new InstanceAvailability(3, true, "")));
    bus.publish(Addresses.MEMORY_SPACE, new MemorySpace(false, 5));
    Awaitility.await()
        .until(() -> announced.contains(new InstanceAvailability(3, false, "memory")));
    bus.publish(Addresses.MEMORY_SPACE, new MemorySpace(true, 1L << 40));
    Awaitility.await().until(() -> fourth.available());
  }

  @Test
  void handsATaskToWhoeverDoesSuchWorkAndLeasesItsSlot() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    assertThat(admission.available()).isFalse();
    assertThat(admission.unavailableReason()).isEqualTo("task");
    assertThat(admission.leasedTo()).contains(new TaskId("a"));
    assertThat(find("a").state()).isEqualTo(TaskState.ACCEPTED);
  }

  @Test
  void refusesASecondTaskAndTheSameOneAgain() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    assertBusy(admission, TaskRequests.encoding("b"));
    assertBusy(admission, TaskRequests.encoding("a"));
    assertThat(store.find(new TaskId("b"))).isEmpty();
  }

  @Test
  void refusesATaskThatAnotherInstanceRunsAndStaysFree() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    assertBusy(second, TaskRequests.encoding("a"));
    assertThat(second.available()).isTrue();
  }

  @Test
  void takesOnlyOneOfTwoThatComeAtOnce(VertxTestContext test) {
    loop.runOnContext(
        event -> {
          Future<Void> first = admission.admit(TaskRequests.encoding("a"));
          Future<Void> late = admission.admit(TaskRequests.encoding("b"));
          test.verify(() -> assertThat(late.failed()).isTrue());
          first.onComplete(
              test.succeeding(
                  admitted ->
                      test.verify(
                          () -> {
                            assertThat(store.unfinished()).hasSize(1);
                            test.completeNow();
                          })));
        });
  }

  @Test
  void isFreeAgainAfterTheEnd() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    encoder
        .end("a", TaskOutcome.succeeded(Optional.empty()))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    Awaitility.await().until(admission::available);
    admit(admission, TaskRequests.encoding("a"));
    assertThat(find("a").attempt()).isEqualTo(2);
  }

  @Test
  void runsAnEndedTaskAgainUnderItsIdAndNoOther() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    assertThat(runAgain("a")).as("it still runs").isFalse();
    end("a");
    Awaitility.await().until(admission::available);

    assertThat(runAgain("never-sent")).isFalse();
    assertThat(runAgain("a")).isTrue();

    assertThat(find("a").attempt()).isEqualTo(2);
    assertThat(admission.leasedTo()).contains(new TaskId("a"));
    assertThat(runAgain("a")).as("it runs already").isFalse();
  }

  private boolean runAgain(String id) {
    Future<?> taken = bus.request(Addresses.runAgain(0), new RunAgain(new TaskId(id)));
    Awaitility.await().until(taken::isComplete);
    return taken.succeeded();
  }

  @Test
  void staysTakenWhenAnotherTaskEnds() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    admit(second, TaskRequests.encoding("b"));
    Awaitility.await().until(() -> encoder.wasTaken("b"));
    encoder
        .end("b", TaskOutcome.succeeded(Optional.empty()))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    Awaitility.await().until(second::available);
    assertThat(admission.available()).isFalse();
  }

  @Test
  void endsATaskOfAnUnknownTypeAtOnce() throws Exception {
    admit(admission, TaskRequests.of("a", "juggling", Map.of()));
    assertFailed("a", FailureCode.TASK_TYPE_UNKNOWN, "No handler found for task type: juggling");
  }

  @Test
  void endsATaskOfATypeItDoesNotOfferAtOnce() throws Exception {
    admit(admission, TaskRequests.of("a", "studio", Map.of()));
    assertFailed("a", FailureCode.TASK_TYPE_NOT_OFFERED, "studio");
  }

  @Test
  void endsATaskWithUnknownParametersAtOnceAndNamesThemSorted() throws Exception {
    admit(
        admission,
        TaskRequests.of("a", "encoding", Map.of("zoom", 1, "angle", 2, "video_id", "42")));
    assertFailed(
        "a",
        FailureCode.PARAMETER_INVALID,
        "Invalid parameters for task type: encoding (invalid fields: angle, zoom)");
  }

  @Test
  void endsATaskWithParametersOfTheWrongKindAndSaysWhatWasExpected() throws Exception {
    admit(
        admission,
        TaskRequests.of("a", "encoding", Map.of("video_title", List.of("a"), "video_id", 42)));
    assertFailed(
        "a",
        FailureCode.PARAMETER_INVALID,
        "Invalid parameters for task type: encoding (invalid fields: video_title: text is expected,"
            + " not a list)");
  }

  /** The journal takes the task, and then refuses its end: here because a table is away. */
  @Test
  void endsARefusedTaskOnceTheJournalCanBeWrittenAgain() throws Exception {
    try (Connection outside =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runner.db"));
        Statement sql = outside.createStatement()) {
      sql.execute("ALTER TABLE outbox RENAME TO away");
      admit(admission, TaskRequests.of("a", "juggling", Map.of()));
      Awaitility.await().until(() -> find("a").state() == TaskState.ACCEPTED);
      assertThat(admission.available()).isFalse();

      sql.execute("ALTER TABLE away RENAME TO outbox");
    }
    assertFailed("a", FailureCode.TASK_TYPE_UNKNOWN, "No handler found for task type: juggling");
  }

  @Test
  void endsATaskThatNobodyTakes(Vertx vertx) throws Exception {
    for (String id : vertx.deploymentIDs()) {
      vertx.undeploy(id).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    admit(admission, TaskRequests.encoding("a"));
    assertFailed("a", FailureCode.TASK_TYPE_NOT_SUPPORTED, "encoding");
  }

  @Test
  void announcesEveryChange() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    encoder
        .end("a", TaskOutcome.succeeded(Optional.empty()))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(announced)
                    .filteredOn(state -> state.instance() == 0)
                    .containsExactly(
                        new InstanceAvailability(0, true, ""),
                        new InstanceAvailability(0, false, "task"),
                        new InstanceAvailability(0, true, "")));
  }

  @Test
  void takesNothingWhilePausedAndFinishesWhatItHas() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    bus.publish(Addresses.PAUSE, new PauseInstance(0, true));
    Awaitility.await().until(() -> admission.unavailableReason().equals("paused"));
    assertThat(second.available()).as("the other instance").isTrue();

    encoder
        .end("a", TaskOutcome.succeeded(Optional.empty()))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);
    Awaitility.await().until(() -> admission.leasedTo().isEmpty());
    assertBusy(admission, TaskRequests.encoding("b"));

    bus.publish(Addresses.PAUSE, new PauseInstance(0, false));
    Awaitility.await().until(admission::available);
    admit(admission, TaskRequests.encoding("b"));
  }

  @Test
  void beginsWhatWaitedOnceItIsResumed(Vertx vertx) throws Exception {
    store.accept(7, TaskRequests.encoding("left"), Clock.systemUTC().instant());
    Admission third =
        new Admission(
            instance(7),
            new Journal(vertx, store, Clock.systemUTC()),
            bus,
            Clock.systemUTC(),
            TaskBudget.unlimited());
    onLoop(
        () -> {
          third.pause(true);
          return third.start();
        });
    assertThat(third.leasedTo()).isEmpty();

    bus.publish(Addresses.PAUSE, new PauseInstance(7, false));

    Awaitility.await().until(() -> encoder.wasTaken("left"));
    assertThat(third.unavailableReason()).isEqualTo("task");
  }

  @Test
  void runsSuspectsAloneOneAfterTheOtherAcrossInstances(Vertx vertx) throws Exception {
    suspect("first", 7);
    suspect("second", 8);
    store.accept(9, TaskRequests.encoding("healthy"), Clock.systemUTC().instant());
    Journal journal = new Journal(vertx, store, Clock.systemUTC());
    List<Admission> all =
        Stream.of(7, 8, 9, 10)
            .map(
                number ->
                    new Admission(
                        instance(number), journal, bus, Clock.systemUTC(), TaskBudget.unlimited()))
            .toList();
    for (Admission one : all) {
      onLoop(one::start);
    }

    Awaitility.await().until(() -> encoder.wasTaken("first"));
    assertThat(all)
        .extracting(Admission::unavailableReason)
        .containsExactly("task", "suspect", "suspect", "suspect");
    assertBusy(all.get(3), TaskRequests.encoding("new"));
    assertThat(encoder.wasTaken("second") || encoder.wasTaken("healthy")).isFalse();

    end("first");
    Awaitility.await().until(() -> encoder.wasTaken("second"));
    assertThat(encoder.wasTaken("healthy")).isFalse();

    end("second");
    Awaitility.await().until(() -> encoder.wasTaken("healthy"));
    Awaitility.await().until(all.get(3)::available);
  }

  private void end(String id) throws Exception {
    encoder.end(id, TaskOutcome.succeeded(Optional.empty())).await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** A task that was running both times when the runner died. */
  private void suspect(String id, int instance) throws Exception {
    store.accept(instance, TaskRequests.encoding(id), Clock.systemUTC().instant());
    store.again(new TaskId(id), 1);
    store.again(new TaskId(id), 2);
  }

  @Test
  void drainingOutlastsAPause() throws Exception {
    bus.publish(Addresses.PAUSE, new PauseInstance(0, true));
    bus.publish(Addresses.DRAIN, new Drain());
    Awaitility.await().until(() -> admission.unavailableReason().equals("draining"));
    bus.publish(Addresses.PAUSE, new PauseInstance(0, false));
    bus.publish(Addresses.PAUSE, new PauseInstance(1, true));
    Awaitility.await().until(() -> second.unavailableReason().equals("draining"));
    assertThat(admission.unavailableReason()).isEqualTo("draining");
  }

  @Test
  void takesNothingWhileTheDiskIsFullAndComesBackByItself() throws Exception {
    bus.publish(Addresses.DISK_SPACE, new DiskSpace(false, 1));
    Awaitility.await().until(() -> admission.unavailableReason().equals("disk"));
    assertBusy(admission, TaskRequests.encoding("a"));

    bus.publish(Addresses.DISK_SPACE, new DiskSpace(true, 1_000));

    Awaitility.await().until(admission::available);
    admit(admission, TaskRequests.encoding("a"));
    bus.publish(Addresses.DISK_SPACE, new DiskSpace(true, 1_000)); // nothing new
    bus.publish(Addresses.DISK_SPACE, new DiskSpace(false, 1));
    Awaitility.await().until(() -> admission.unavailableReason().equals("disk"));
    assertThat(admission.leasedTo()).as("goes on").contains(new TaskId("a"));
  }

  @Test
  void takesNothingWhileTheStorageIsGoneAndComesBackByItself() throws Exception {
    bus.publish(Addresses.STORAGE_STATE, new StorageState(false, "runner.db is gone"));
    Awaitility.await().until(() -> admission.unavailableReason().equals("storage"));
    assertBusy(admission, TaskRequests.encoding("a"));

    bus.publish(Addresses.STORAGE_STATE, new StorageState(true, ""));

    Awaitility.await().until(admission::available);
    admit(admission, TaskRequests.encoding("a"));
  }

  @Test
  void offersNoTypeWhoseProgramsDoNotWorkAndKeepsItsTaskUntilTheyDo() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    bus.publish(Addresses.TOOL_STATE, new ToolState(TaskType.ENCODING, false, "no ffmpeg"));
    store.started(new TaskId("a"), 1, Instant.now());
    store.handBack(new TaskId("a"), 1);
    bus.publish(Addresses.TASK_EVENTS, new TaskEvent.HandedBack(new TaskId("a"), 0, Instant.now()));
    Awaitility.await().until(() -> admission.leasedTo().isEmpty());
    assertThat(admission.unavailableReason()).isEqualTo("tools");
    assertThat(admission.offered()).isEmpty();
    assertBusy(second, TaskRequests.encoding("b"));

    bus.publish(Addresses.TOOL_STATE, new ToolState(TaskType.ENCODING, true, ""));

    Awaitility.await().until(() -> encoder.timesTaken("a") == 2);
    assertThat(admission.leasedTo()).contains(new TaskId("a"));
    assertThat(second.available()).isTrue();
  }

  @Test
  void waitsForWhoeverBeginsAnew(Vertx vertx) throws Exception {
    for (String id : vertx.deploymentIDs()) {
      vertx.undeploy(id).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    FakeTaskVerticle late = new FakeTaskVerticle(bus, new Journal(vertx, store, Clock.systemUTC()));
    admit(second, TaskRequests.encoding("a")); // nobody is there
    vertx.deployVerticle(late).await(LIMIT_SECONDS, TimeUnit.SECONDS);

    Awaitility.await().until(() -> late.wasTaken("a"));
    assertThat(find("a").state()).isEqualTo(TaskState.ACCEPTED);
  }

  /** As after a suspension of the machine: the limit is over before anything could answer. */
  @Test
  void doesNotFailATaskWhoseComponentAnswersTooLate(Vertx vertx) throws Exception {
    for (String id : vertx.deploymentIDs()) {
      vertx.undeploy(id).await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    List<Integer> received = new CopyOnWriteArrayList<>();
    bus.consume(
        Addresses.run(TaskType.ENCODING),
        message -> {
          received.add(message.body().attempt());
          if (received.size() < 3) {
            message.reply(new ReplyException(ReplyFailure.TIMEOUT, "30000 ms"));
          } else {
            store.started(new TaskId("a"), 1, Instant.now());
            message.reply(new ReplyException(ReplyFailure.TIMEOUT, "30000 ms"));
          }
        });

    admit(admission, TaskRequests.encoding("a"));

    Awaitility.await().until(() -> find("a").state() == TaskState.RUNNING);
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .until(() -> received.equals(List.of(1, 1, 1))); // it is at work: not once more
    assertThat(admission.leasedTo()).contains(new TaskId("a"));
    assertThat(find("a").failure()).isEmpty();
  }

  @Test
  void goesOnWithATaskThatWasHandedBackWithoutGivingUpItsSlot() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    store.started(new TaskId("a"), 1, Instant.now());
    store.handBack(new TaskId("a"), 1);
    bus.publish(Addresses.TASK_EVENTS, new TaskEvent.HandedBack(new TaskId("a"), 0, Instant.now()));

    Awaitility.await().until(() -> encoder.timesTaken("a") == 2);
    assertThat(admission.leasedTo()).contains(new TaskId("a"));
  }

  @Test
  void doesNotGoOnWithAHandedBackTaskWhileDraining() throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    bus.publish(Addresses.DRAIN, new Drain());
    store.handBack(new TaskId("a"), 1);
    bus.publish(Addresses.TASK_EVENTS, new TaskEvent.HandedBack(new TaskId("a"), 0, Instant.now()));
    bus.publish(Addresses.PAUSE, new PauseInstance(1, true));
    Awaitility.await().until(() -> second.unavailableReason().equals("draining"));

    assertThat(encoder.timesTaken("a")).isEqualTo(1);
    assertThat(find("a").state()).isEqualTo(TaskState.ACCEPTED);
  }

  @Test
  void knowsTheTaskThatIsUnderWayWhenItBeginsAnew(Vertx vertx) throws Exception {
    admit(admission, TaskRequests.encoding("a"));
    Awaitility.await().until(() -> encoder.wasTaken("a"));
    store.started(new TaskId("a"), 1, Instant.now());
    Admission anew =
        new Admission(
            instance(0),
            new Journal(vertx, store, Clock.systemUTC()),
            bus,
            Clock.systemUTC(),
            TaskBudget.unlimited());
    onLoop(anew::start);
    assertThat(anew.leasedTo()).contains(new TaskId("a"));

    encoder
        .end("a", TaskOutcome.succeeded(Optional.empty()))
        .await(LIMIT_SECONDS, TimeUnit.SECONDS);

    Awaitility.await().until(anew::available);
  }

  private void assertFailed(String id, FailureCode code, String message) {
    Awaitility.await().until(() -> find(id).state().terminal());
    assertThat(find(id).failure())
        .hasValueSatisfying(
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.message()).contains(message);
            });
    assertThat(store.outbox().due(0, Clock.systemUTC().instant())).hasSize(1);
    Awaitility.await().until(admission::available);
  }

  private void assertBusy(Admission asked, TaskRequest request) {
    assertThatThrownBy(() -> admit(asked, request)).isInstanceOf(RunnerBusyException.class);
  }

  private TaskRecord find(String id) {
    return store.find(new TaskId(id)).orElseThrow();
  }

  private void admit(Admission asked, TaskRequest request) throws Exception {
    onLoop(() -> asked.admit(request));
  }

  private interface Step {
    Future<Void> run();
  }

  private void onLoop(Step step) throws Exception {
    onLoopFuture(step).await(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private Future<Void> onLoopFuture(Step step) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(v -> step.run().onComplete(done));
    return done.future();
  }
}
