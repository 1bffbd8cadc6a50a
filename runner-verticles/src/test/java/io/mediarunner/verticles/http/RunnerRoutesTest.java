package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.PauseInstance;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.verticles.http.route.DiskUsage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 4.1 to 4.4: what the runner says about itself, to everybody. */
class RunnerRoutesTest extends ApiTest {
  @Test
  void theIndexTellsWhereToFindWhat() throws Exception {
    JsonObject json = get("/");
    assertThat(json.getString("message")).isEqualTo("Runner API");
    assertThat(json.getString("version")).isNotBlank();
    assertThat(json.getJsonObject("documentation"))
        .isEqualTo(
            new JsonObject()
                .put("swagger", "/docs")
                .put("redoc", "/redoc")
                .put("openapi", "/openapi.json"));
    assertThat(json.getString("health_check")).isEqualTo("/runner/health");
  }

  @Test
  void healthTellsItsChecks() throws Exception {
    JsonObject json = get("/runner/health");
    assertThat(json.getString("status")).isEqualTo("healthy");
    assertThat(json.getInteger("runner_instance_id")).isZero();
    assertThat(json.getString("runner_id")).isEqualTo("my-runner-127.0.0.1-8082");
    assertThat(json.getBoolean("registered")).isTrue();
    assertThat(json.getString("timestamp")).endsWith("+00:00");
    assertThat(outcomes(json)).containsOnly("pass");
    assertThat(json.getJsonArray("checks"))
        .contains(
            new JsonObject().put("name", "sandbox").put("outcome", "pass").put("detail", "bwrap"));
    register(false);
    assertThat(outcomes(get("/runner/health"))).contains("warn");
  }

  @Test
  void healthFailsWithoutStorage() throws Exception {
    Files.delete(storageDir);
    RawHttp.Response response = send("GET", "/runner/health");
    assertThat(response.status()).isEqualTo(503);
    assertThat(json(response).getString("status")).isEqualTo("unhealthy");
    assertThat(outcomes(json(response))).contains("fail");
  }

  @Test
  void readinessFollowsRegistrationPauseAndDrainButNotTheTask() throws Exception {
    assertThat(get("/runner/live").getString("status")).isEqualTo("pass");
    assertThat(get("/runner/ready").getString("status")).isEqualTo("pass");
    run("a");
    assertThat(get("/runner/ready").getString("status")).isEqualTo("pass");
    end("a", TaskOutcome.succeeded(Optional.empty()));
    bus.publish(Addresses.PAUSE, new PauseInstance(0, true));
    Awaitility.await().until(() -> send("GET", "/runner/ready").status() == 503);
    assertThat(json(send("GET", "/runner/ready")).getString("reason")).isEqualTo("paused");
    assertThat(get("/runner/live").getString("status")).isEqualTo("pass");
    bus.publish(Addresses.PAUSE, new PauseInstance(0, false));
    Awaitility.await().until(() -> send("GET", "/runner/ready").status() == 200);
    register(false);
    assertThat(send("GET", "/runner/ready").status()).isEqualTo(503);
  }

  private static List<String> outcomes(JsonObject health) {
    return health.getJsonArray("checks").stream()
        .map(check -> ((JsonObject) check).getString("outcome"))
        .toList();
  }

  /** Java's client asks for it with every first request. */
  @Test
  void staysWithHttp11WhereAClientWouldUpgrade() throws Exception {
    RawHttp.Response answer =
        send(
            "GET",
            "/runner/ping",
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void pingFollowsRegistrationAndTheSlot() throws Exception {
    JsonObject free =
        new JsonObject()
            .put("runner_instance_id", 0)
            .put("runner_id", "my-runner-127.0.0.1-8082")
            .put("available", true)
            .put("registered", true)
            .put("task_types", new JsonArray().add("encoding").add("studio"));
    assertThat(get("/runner/ping")).isEqualTo(free);
    assertThat(get("/runner/ping?x=1")).isEqualTo(free);
    register(false);
    assertThat(get("/runner/ping")).isEqualTo(free.copy().put("registered", false));
    bus.publish(Addresses.MANAGER_STATE, new ManagerState(1, true, "")); // of another instance
    assertThat(get("/runner/ping").getBoolean("registered")).isFalse();
    register(true);
    run("a");
    assertThat(get("/runner/ping"))
        .isEqualTo(free.copy().put("available", false).put("reason", "task"));
    end("a", TaskOutcome.succeeded(Optional.empty()));
    Awaitility.await().until(() -> get("/runner/ping").equals(free));
  }

  @Test
  void statusMeasuresStorageAndDisks() throws Exception {
    Files.createDirectories(storageDir.resolve("a/output"));
    Files.writeString(storageDir.resolve("a/output/x.bin"), "12345");
    Files.writeString(storageDir.resolve("a/manifest.json"), "{}");
    Files.writeString(storageDir.resolve("runner.json"), "not a task's");
    JsonObject json = get("/runner/status");
    assertThat(json.getString("manager_url")).isEqualTo("http://manager.test:8081");
    assertThat(Integer.parseInt(json.getString("port"))).isPositive();
    assertThat(json.getBoolean("available")).isTrue();
    assertThat(json.getValue("unavailable_reason")).isNull();
    assertThat(json.getJsonObject("about").getString("ffmpeg")).isEqualTo("8.0");
    assertThat(json.getJsonObject("storage_stats").getLong("total_size")).isEqualTo(7);
    assertThat(json.getJsonObject("storage_stats").getLong("file_count")).isEqualTo(2);
    assertThat(json.getJsonObject("storage_stats").getBoolean("partial")).isFalse();
    assertThat(json.getJsonObject("storage_stats").getLong("available_space")).isPositive();
    JsonObject disks = json.getJsonObject("disk_usage");
    assertThat(disks.getJsonObject("thresholds"))
        .isEqualTo(
            new JsonObject()
                .put("green_below_used_percent", 75.0)
                .put("orange_from_used_percent", 75.0)
                .put("red_from_used_percent", 90.0));
    assertThat(disks.getString("output_dir_pattern")).isEqualTo(storageDir + "/<task_id>/output");
    JsonObject storage = disks.getJsonObject("directories").getJsonObject("STORAGE_DIR");
    assertThat(storage.getBoolean("exists")).isTrue();
    assertThat(storage.getString("path")).isEqualTo(storageDir.toString());
    JsonObject cache = disks.getJsonObject("directories").getJsonObject("UV_CACHE_DIR");
    assertThat(cache.getBoolean("exists")).isFalse();
    assertThat(cache.getString("target_path")).isEqualTo(folder.toString());
    double percent =
        100.0
            * storage.getLong("used_bytes")
            / (storage.getLong("used_bytes") + storage.getLong("free_bytes"));
    assertThat(storage.getDouble("used_percent")).isCloseTo(percent, Offset.offset(0.06));
  }

  @ParameterizedTest
  @CsvSource({"0, 0B", "512, 512B", "1536, 1.5K", "1048576, 1.0M", "3221225472, 3.0G"})
  void sizesAreShownWithOneDecimal(long bytes, String shown) {
    assertThat(DiskUsage.human(bytes)).isEqualTo(shown);
  }
}
