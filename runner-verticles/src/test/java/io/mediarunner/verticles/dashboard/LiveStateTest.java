package io.mediarunner.verticles.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.Undelivered;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
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
        failure.map(f -> T0.plusSeconds(9)));
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

  @Test
  void listsWhatNeedsAttentionDiskAndManagerFirst() {
    state.heard(new TaskEvent.Started(ID, 0, 1, T0));
    Failure broken = new Failure(FailureCode.ENCODER_FAILED, "It broke.");
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
        Attention.of(
            state,
            List.of("no speech model"),
            List.of(row(TaskState.FAILED, Optional.of(broken))),
            List.of(late),
            full,
            T0.plusSeconds(300));

    assertThat(list.stream().map(item -> ((JsonObject) item).getString("kind")))
        .containsExactly("disk", "manager", "outbox", "stalled", "engine", "failed");
    assertThat(list.getJsonObject(0).getString("level")).isEqualTo("bad");
    assertThat(list.getJsonObject(5).getJsonObject("row").getJsonObject("failure").getString("fr"))
        .isEqualTo(FailureCode.ENCODER_FAILED.french());
  }

  @Test
  void hasNothingToSayWhileAllIsWell() {
    state.heard(new ManagerState(0, true, ""));
    assertThat(Attention.of(state, List.of(), List.of(), List.of(), CALM, T0)).isEmpty();
  }
}
