package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.RetryDeliveries;
import io.mediarunner.core.bus.ShutdownRunner;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.TaskRequests;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator uses through {@code bin/runner}: tasks, pause, drain, deliveries. */
class ControlRoutesTest extends ApiTest {
  @Test
  void tasksComeByPagesAndFilters() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      run(id);
      end(id, TaskOutcome.succeeded(Optional.empty()));
      Awaitility.await().until(() -> get("/runner/ping").getBoolean("available"));
    }
    JsonObject first = json(send("GET", "/runner/tasks?limit=2", AUTH));
    assertThat(ids(first)).containsExactly("c", "b");
    JsonObject second =
        json(send("GET", "/runner/tasks?limit=2&after=" + first.getString("next"), AUTH));
    assertThat(ids(second)).containsExactly("a");
    assertThat(second.getValue("next")).isNull();
    assertThat(ids(json(send("GET", "/runner/tasks?state=failed", AUTH)))).isEmpty();
    assertThat(ids(json(send("GET", "/runner/tasks?state=completed&type=encoding", AUTH))))
        .hasSize(3);
    for (String wrong : List.of("state=lost", "limit=0", "limit=x", "after=x", "instance=x")) {
      RawHttp.Response refused = send("GET", "/runner/tasks?" + wrong, AUTH);
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(json(refused).getString("detail")).contains(wrong.replaceFirst("=.*", ": "));
    }
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("tasks").stream()
        .map(task -> ((JsonObject) task).getString("task_id"))
        .toList();
  }

  @Test
  void aPausedInstanceTakesNothingUntilItIsResumed() throws Exception {
    JsonObject paused = json(send("POST", "/runner/pause", AUTH));
    assertThat(paused.getBoolean("available")).isFalse();
    assertThat(paused.getString("reason")).isEqualTo("paused");
    assertThat(get("/runner/ping")).isEqualTo(paused);
    assertThat(get("/runner/status").getString("unavailable_reason")).isEqualTo("paused");
    assertError(post(body().encode(), AUTH, JSON), 400, "Runner is busy", "RUNNER_BUSY");

    assertThat(json(send("POST", "/runner/resume", AUTH)).getBoolean("available")).isTrue();
    run("a");
    assertThat(json(send("POST", "/runner/resume", AUTH)).getString("reason")).isEqualTo("task");
  }

  @Test
  void aDrainIsAskedForWithOrWithoutAGrace() throws Exception {
    List<ShutdownRunner> asked = new CopyOnWriteArrayList<>();
    bus.consume(Addresses.SHUTDOWN, message -> asked.add(message.body()));
    for (String wrong : List.of("", "x", "-1", "1.5", "86401", "999999999999", "1e2", "%2090")) {
      assertError(
          send("POST", "/runner/drain?grace=" + wrong, AUTH),
          400,
          "grace: whole seconds, 0 to 86400",
          "GRACE_INVALID");
    }
    for (String right : List.of("", "?grace=90")) {
      RawHttp.Response response = send("POST", "/runner/drain" + right, AUTH);
      assertThat(response.status()).isEqualTo(202);
      assertThat(json(response)).isEqualTo(new JsonObject().put("status", "draining"));
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(asked)
                    .containsExactly(
                        new ShutdownRunner(Optional.empty()),
                        new ShutdownRunner(Optional.of(Duration.ofSeconds(90)))));
  }

  @Test
  void deliveriesShowWhatTheManagerHasNotTaken() throws Exception {
    assertThat(get("/runner/deliveries"))
        .isEqualTo(new JsonObject().put("total", 0).put("deliveries", new JsonArray()));
    for (String id : List.of("a", "b")) {
      TaskRequest request = TaskRequests.encoding(id);
      store.accept(id.equals("a") ? 0 : 1, request, Instant.EPOCH);
      store.finish(request.taskId(), 1, TaskOutcome.succeeded(Optional.empty()), Instant.EPOCH);
    }
    store
        .outbox()
        .retry(new TaskId("a"), 1, Instant.EPOCH, Instant.ofEpochSecond(60), "HTTP 503 away");
    store.outbox().parked(new TaskId("b"), 1, "HTTP 422 what?");

    JsonArray deliveries = get("/runner/deliveries").getJsonArray("deliveries");
    assertThat(deliveries.getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("task_id", "a")
                .put("attempt", 1)
                .put("runner_instance_id", 0)
                .put("status", "waiting")
                .put("tries", 1)
                .put("since", "1970-01-01T00:00:00.000000+00:00")
                .put("next_try_at", "1970-01-01T00:01:00.000000+00:00")
                .put("last_error", "HTTP 503 away"));
    assertThat(deliveries.getJsonObject(1))
        .isEqualTo(
            deliveries
                .getJsonObject(0)
                .copy()
                .put("task_id", "b")
                .put("runner_instance_id", 1)
                .put("status", "parked")
                .putNull("next_try_at")
                .put("last_error", "HTTP 422 what?"));

    List<RetryDeliveries> asked = new CopyOnWriteArrayList<>();
    bus.consume(Addresses.RETRY_DELIVERIES, message -> asked.add(message.body()));
    RawHttp.Response response = send("POST", "/runner/deliveries/retry", AUTH);
    assertThat(response.status()).isEqualTo(202);
    assertThat(json(response).getInteger("deliveries")).isEqualTo(2);
    Awaitility.await().until(() -> asked.size() == 1);
  }

  /** A search may hold anything, and a blank parameter counts as none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text=say%20%22hi%22",
        "text=100%25",
        "text=-5",
        "text=%5Btrue%5D",
        "text=a+b%5C",
        "text=%C3%A9",
        "text=&state=&type=%20&instance=&after=&limit=",
        "limit=007",
        "other=1"
      })
  void anythingMayBeSearchedFor(String query) throws Exception {
    assertThat(send("GET", "/runner/tasks?" + query, AUTH).status()).isEqualTo(200);
  }

  @Test
  void aSearchFindsWhatItSays() throws Exception {
    for (String id : List.of("100", "a")) {
      store.accept(
          0, TaskRequests.of(id, "encoding", Map.of("video_title", "100% " + id)), Instant.EPOCH);
    }
    assertThat(ids(json(send("GET", "/runner/tasks?text=100%25%20a", AUTH)))).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=201",
        "limit=-1",
        "limit=1.5",
        "limit=1e1",
        "limit=%zz",
        "instance=-1",
        "instance=99999999999"
      })
  void aNumberOutOfRangeIsRefused(String query) throws Exception {
    assertThat(send("GET", "/runner/tasks?" + query, AUTH).status()).isEqualTo(400);
  }
}
