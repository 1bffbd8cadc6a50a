package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 4.6, 4.9 and 4.10: status, stop and delete of a task. */
class TaskRoutesTest extends ApiTest {
  @Test
  void statusFollowsATask() throws Exception {
    run("a");
    assertThat(get("/task/status/a"))
        .isEqualTo(new JsonObject().put("task_id", "a").put("status", "running"));
    assertThat(get("/task/status/%20a%20").getString("status")).isEqualTo("running");
    encoder.progress(
        "a",
        new Progress(Stage.PROCESS, 0.421, Optional.of(2.5), Optional.of(Duration.ofSeconds(90))));
    Awaitility.await().until(() -> get("/task/status/a").containsKey("progress"));
    assertThat(get("/task/status/a").getJsonObject("progress"))
        .isEqualTo(
            new JsonObject()
                .put("stage", "process")
                .put("percent", 42.1)
                .put("speed", 2.5)
                .put("eta_seconds", 90));
    encoder.progress("a", Progress.of(Stage.PUBLISH, 1.0));
    Awaitility.await()
        .until(
            () ->
                get("/task/status/a")
                    .getJsonObject("progress")
                    .getString("stage")
                    .equals("publish"));
    end("a", TaskOutcome.succeeded(Optional.of("all well")));
    assertThat(get("/task/status/a"))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", "completed")
                .put("script_output", "all well"));
  }

  @ParameterizedTest
  @CsvSource({"ENCODER_FAILED, failed", "TIME_LIMIT, timeout"})
  void statusTellsWhyATaskEnded(FailureCode code, String status) throws Exception {
    run("a");
    end("a", TaskOutcome.failed(new Failure(code, "It broke."), Optional.empty()));
    assertThat(get("/task/status/a"))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", status)
                .put("error_message", "It broke.")
                .put("code", code.name())
                .put("fault", "runner")
                .put("retryable", true)
                .put(
                    "explanation",
                    new JsonObject().put("en", code.english()).put("fr", code.french())));
  }

  @Test
  void anUnknownTaskWithAManifestIsCompleted() throws Exception {
    publish("old", "a.mp4");
    assertThat(get("/task/status/old"))
        .isEqualTo(new JsonObject().put("task_id", "old").put("status", "completed"));
    assertThat(get("/task/status/new"))
        .isEqualTo(new JsonObject().put("task_id", "new").put("status", "not_found"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.y", "a%20b", "%C3%A9", "a+b", "%00", "a%5Cb"})
  void aBadIdIsNoFile(String id) throws Exception {
    for (String path : List.of("/task/status/", "/task/result/")) {
      assertError(send("GET", path + id, AUTH), 404, "File not found", "FILE_NOT_FOUND");
    }
    assertError(
        send("GET", "/task/result/" + id + "/file/a", AUTH),
        404,
        "File not found",
        "FILE_NOT_FOUND");
    assertError(
        send("DELETE", "/task/delete/" + id, AUTH), 404, "File not found", "FILE_NOT_FOUND");
    assertError(send("POST", "/task/stop/" + id, AUTH), 404, "Task not found", "TASK_NOT_FOUND");
  }

  @Test
  void aStopIsJournaledAndTold() throws Exception {
    run("a");
    RawHttp.Response response = send("POST", "/task/stop/a", AUTH);
    assertThat(response.status()).isEqualTo(202);
    assertThat(json(response))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", "stop_requested")
                .put("termination_attempted", true)
                .put("terminated_any_process", true));
    assertThat(store.find(new TaskId("a")).orElseThrow().stopRequested()).isTrue();
    Awaitility.await().until(() -> encoder.wasStopped("a"));
    assertThat(get("/task/status/a").getString("error_message")).isEqualTo("Cancelled by user.");
    end("a", TaskOutcome.failed(Failure.CANCELLED, Optional.empty()));
    RawHttp.Response again = send("POST", "/task/stop/%20a", AUTH);
    assertThat(again.status()).isEqualTo(200);
    assertThat(json(again))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("status", "already_terminal")
                .put("current_status", "failed"));
  }

  @Test
  void anUnknownTaskCannotBeStopped() throws Exception {
    publish("manifest-only", "a.mp4");
    for (String id : List.of("nobody", "manifest-only")) {
      assertError(send("POST", "/task/stop/" + id, AUTH), 404, "Task not found", "TASK_NOT_FOUND");
    }
  }

  @Test
  void deletingRemovesFolderAndRecord() throws Exception {
    run("a");
    assertError(send("DELETE", "/task/delete/a", AUTH), 409, "Task is running", "TASK_RUNNING");
    end("a", TaskOutcome.succeeded(Optional.empty()));
    publish("a", "sub/deep/x.mp4");
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "kept");
    Files.createSymbolicLink(storageDir.resolve("a/output/link"), outside);
    Files.writeString(storageDir.resolve("a.json"), "{}");
    assertThat(json(send("DELETE", "/task/delete/a", AUTH)))
        .isEqualTo(new JsonObject().put("status", "deleted"));
    assertThat(storageDir).isEmptyDirectory();
    assertThat(outside.resolve("keep")).exists();
    assertThat(get("/task/status/a").getString("status")).isEqualTo("not_found");
    assertThat(send("DELETE", "/task/delete/a", AUTH).status()).isEqualTo(200);
  }

  @Test
  void aFolderThatIsALinkIsLeftAlone() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "kept");
    Files.createSymbolicLink(storageDir.resolve("a"), outside);
    assertThat(send("DELETE", "/task/delete/a", AUTH).status()).isEqualTo(200);
    assertThat(storageDir.resolve("a")).exists();
    assertThat(outside.resolve("keep")).exists();
  }

  /** They look like JSON values, and are ids all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"-5", "-1e5", "007", "1", "true", "null", "-"})
  void anyIdOfTheRightFormCanBeAskedFor(String id) throws Exception {
    assertThat(get("/task/status/" + id))
        .isEqualTo(new JsonObject().put("task_id", id).put("status", "not_found"));
    publish(id, "a.mp4");
    assertThat(get("/task/result/" + id).getString("task_id")).isEqualTo(id);
    assertThat(send("DELETE", "/task/delete/" + id, AUTH).status()).isEqualTo(200);
  }

  @Test
  void anIdIsNotTooLong() throws Exception {
    assertThat(send("GET", "/task/status/" + "a".repeat(128), AUTH).status()).isEqualTo(200);
    assertError(
        send("GET", "/task/status/" + "a".repeat(129), AUTH),
        404,
        "File not found",
        "FILE_NOT_FOUND");
  }
}
