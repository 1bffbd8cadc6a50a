package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.Cause;
import io.mediarunner.core.store.Quiet;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.task.Transfer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveStateTest {
  private static final Instant T0 = Instant.parse("2026-01-01T12:00:00Z");
  private static final TaskId ID = new TaskId("t1");
  private static final MachineLoad CALM =
      new MachineLoad(0.1, 2, 1, 4, 1, 4, 80, 100, Optional.empty(), List.of());

  private final LiveState state =
      new LiveState(
          List.of(
              new InstanceConfig(
                  0,
                  "r-0",
                  "127.0.0.1",
                  8082,
                  URI.create("http://r:8082"),
                  List.of(TaskType.ENCODING))));

  private static TaskHistory.Row row(TaskState taskState, Optional<Failure> failure) {
    return new TaskHistory.Row(
        new TaskRequest(
            ID,
            "etab",
            "app",
            Optional.empty(),
            "encoding",
            "https://user:pw@media.example.org/a/talk.mp4?sig=secret",
            Optional.empty(),
            Map.of("video_title", "Fourier"),
            "",
            Optional.empty()),
        0,
        1,
        taskState,
        taskState.name(),
        false,
        failure,
        T0,
        Optional.of(T0.plusSeconds(1)),
        failure.map(f -> T0.plusSeconds(9)),
        0);
  }

  @Test
  void followsATaskFromItsStartToItsEnd() {
    state.heard(new TaskEvent.Started(ID, 0, 1, T0));
    state.described(row(TaskState.RUNNING, Optional.empty()));
    JsonObject change =
        state.heard(
            new TaskEvent.Progressed(
                ID,
                0,
                T0.plusSeconds(5),
                new Progress(
                    Stage.PROCESS,
                    0.421234,
                    Optional.of(2.5),
                    Optional.of(Duration.ofSeconds(90)))));

    JsonObject task = change.getJsonObject("task");
    assertThat(change.getString("type")).isEqualTo("task");
    assertThat(task.getString("state")).isEqualTo("running");
    assertThat(task.getString("title")).isEqualTo("Fourier");
    assertThat(task.getString("source")).isEqualTo("media.example.org/a/talk.mp4");
    assertThat(task.getJsonObject("progress"))
        .isEqualTo(
            new JsonObject()
                .put("stage", "process")
                .put("fraction", 0.4212)
                .put("speed", 2.5)
                .put("eta", 90L));
    assertThat(state.instances().getJsonObject(0).getString("task")).isEqualTo("t1");

    JsonObject end =
        state.heard(new TaskEvent.Ended(ID, 0, T0, TaskState.SUCCEEDED, Optional.empty()));
    assertThat(end).isEqualTo(new JsonObject().put("type", "gone").put("id", "t1"));
    assertThat(state.tasks()).isEmpty();
  }

  @Test
  void tellsALogLineOnce() {
    state.heard(new TaskEvent.Started(ID, 0, 1, T0));
    assertThat(state.said(ID, "frame=1")).isPresent();
    assertThat(state.said(ID, "frame=1")).isEmpty();
    assertThat(state.said(new TaskId("other"), "x")).isEmpty();
  }

  @Test
  void saysWhyAnInstanceIsBusy() {
    state.heard(new InstanceAvailability(0, false, "task"));
    state.heard(new ManagerState(0, true, ""));
    JsonObject instance = state.instances().getJsonObject(0);
    assertThat(instance.getBoolean("available")).isFalse();
    assertThat(instance.getString("reason")).isEqualTo("task");
    assertThat(instance.getBoolean("registered")).isTrue();
    assertThat(state.unregistered()).isEmpty();
  }

  @Test
  void startsWithWhatTheJournalHas() {
    state.begin(List.of(row(TaskState.RUNNING, Optional.empty())));
    assertThat(state.running()).hasSize(1);
    assertThat(state.tasks().getJsonObject(0).getString("title")).isEqualTo("Fourier");
  }

  private final Attention attention = new Attention(new Troubles(Duration.ofSeconds(5)));

  private static Cause.Count cause(
      FailureCode code, String host, int count, int since, Quiet quiet) {
    return new Cause.Count(
        new Cause(code.name(), host, ""),
        count,
        T0.minusSeconds(9_000),
        T0,
        "encoding",
        since,
        Optional.ofNullable(quiet));
  }

  private static Attention.Facts facts(Cause.Count... causes) {
    return new Attention.Facts(List.of(causes), Map.of(), 0, Map.of());
  }

  private static List<String> shown(JsonArray list) {
    return list.stream()
        .map(JsonObject.class::cast)
        .map(item -> item.getString("level") + " " + item.getString("kind"))
        .toList();
  }

  @Test
  void listsOurMachineFirstAndTheirVideosAreNotRed() {
    state.heard(new TaskEvent.Started(ID, 0, 1, T0));
    state.heard(new ManagerState(0, false, false, "no response: refused"));
    Undelivered late =
        new Undelivered(
            new TaskId("t0"),
            1,
            0,
            7,
            T0.minusSeconds(600),
            Optional.of(T0),
            Optional.of("HTTP 503"));
    MachineLoad full =
        new MachineLoad(0.1, 2, 1, 4, 1, 4, 4, 100, Optional.of(Duration.ofHours(3)), List.of());

    JsonArray list =
        attention.of(
            state,
            List.of("no speech model"),
            facts(
                cause(FailureCode.SOURCE_UNREADABLE, "pod", 500, 0, null),
                cause(FailureCode.ENCODER_FAILED, "", 3, 0, null)),
            List.of(late, late),
            full,
            T0.plusSeconds(300));

    assertThat(shown(list))
        .containsExactly(
            "bad disk",
            "bad manager",
            "bad cause",
            "warn outbox",
            "warn stalled",
            "warn engine",
            "info cause");
    assertThat(list.getJsonObject(1).getBoolean("reachable")).isFalse();
    assertThat(list.getJsonObject(3).getInteger("count")).isEqualTo(2);
    assertThat(list.getJsonObject(6).getString("side")).isEqualTo("video");
    assertThat(list.getJsonObject(6).getInteger("count")).isEqualTo(500);
    assertThat(list.getJsonObject(2).getString("fr"))
        .isEqualTo(FailureCode.ENCODER_FAILED.french());
  }

  @Test
  void whatWorksAgainIsSaidAndWhatTheOperatorKnowsIsQuiet() {
    state.heard(new ManagerState(0, true, ""));
    Quiet known = new Quiet(T0.plusSeconds(1), Optional.empty());
    JsonArray list =
        attention.of(
            state,
            List.of(),
            facts(
                cause(FailureCode.ENCODER_FAILED, "", 3, 4, null),
                cause(FailureCode.DISK_FULL, "", 1, 0, known)),
            List.of(),
            CALM,
            T0.plusSeconds(300));
    assertThat(shown(list)).containsExactly("bad cause", "good cause");
    assertThat(list.getJsonObject(0).getBoolean("quiet")).isTrue();
    assertThat(list.getJsonObject(1).getInteger("succeeded_since")).isEqualTo(4);
  }

  @Test
  void saysWhatWentAwayByItselfForAnHour() {
    state.heard(new ManagerState(0, false, false, "no response: refused"));
    JsonArray before = attention.of(state, List.of(), facts(), List.of(), CALM, T0);
    assertThat(shown(before)).containsExactly("bad manager");
    state.heard(new ManagerState(0, true, ""));
    JsonArray after = attention.of(state, List.of(), facts(), List.of(), CALM, T0.plusSeconds(60));
    assertThat(shown(after)).containsExactly("good manager");
    assertThat(after.getJsonObject(0).getLong("to") - after.getJsonObject(0).getLong("from"))
        .isEqualTo(60_000);
    assertThat(attention.of(state, List.of(), facts(), List.of(), CALM, T0.plusSeconds(3_700)))
        .isEmpty();
  }

  @Test
  void aTroubleOfTheMachineThatIsSetAsideComesBackWhenItHappensAgain() {
    Map<String, Quiet> quiet =
        Map.of("manager/no response: refused", new Quiet(T0.plusSeconds(10), Optional.empty()));
    Attention.Facts known = new Attention.Facts(List.of(), Map.of(), 0, quiet);
    state.heard(new ManagerState(0, false, false, "no response: refused"));
    attention.of(state, List.of(), known, List.of(), CALM, T0);
    JsonArray later = attention.of(state, List.of(), known, List.of(), CALM, T0.plusSeconds(20));
    assertThat(later.getJsonObject(0).getBoolean("quiet")).isTrue();
    state.heard(new ManagerState(0, true, ""));
    attention.of(state, List.of(), known, List.of(), CALM, T0.plusSeconds(30));
    state.heard(new ManagerState(0, false, false, "no response: refused"));
    JsonArray again = attention.of(state, List.of(), known, List.of(), CALM, T0.plusSeconds(40));
    assertThat(again.getJsonObject(0).getBoolean("quiet")).isFalse();
  }

  @Test
  void hasNothingToSayWhileAllIsWell() {
    state.heard(new ManagerState(0, true, ""));
    assertThat(attention.of(state, List.of(), facts(), List.of(), CALM, T0)).isEmpty();
  }

  @Test
  void tellsHowFastADownloadIs() {
    state.heard(new TaskEvent.Started(ID, 0, 1, T0));
    for (int second = 0; second <= 4; second++) {
      state.heard(
          new TaskEvent.Progressed(
              ID,
              0,
              T0.plusSeconds(second),
              new Progress(
                  Stage.FETCH,
                  0.01,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(new Transfer(second * 1_000L, Optional.of(10_000L))))));
    }
    JsonObject progress = state.tasks().getJsonObject(0).getJsonObject("progress");
    assertThat(progress.getLong("bytes")).isEqualTo(4_000);
    assertThat(progress.getLong("rate")).isEqualTo(1_000);
    assertThat(progress.getLong("eta")).isEqualTo(6);
  }

  @Test
  void listsInstancesThatDoNotListenWithTheReason() {
    LiveState other =
        new LiveState(
            List.of(),
            Map.of(
                new InstanceConfig(
                    3,
                    "r-3",
                    "127.0.0.1",
                    8085,
                    URI.create("http://r:8085"),
                    List.of(TaskType.TRANSCRIPTION)),
                "no speech model"));
    JsonObject instance = other.instances().getJsonObject(0);
    assertThat(instance.getBoolean("silent")).isTrue();
    assertThat(instance.getString("reason")).isEqualTo("no speech model");
  }
}
