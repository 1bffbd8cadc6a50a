package io.mediarunner.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.bundle.TaskBundle;
import io.mediarunner.core.json.Json;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that succeeds and one that fails, each written into a file and repeated from it. */
class BundleIT {
  private static final String SIGNATURE = "s1gnatureOfThisAddress";
  private static final String PERSON = "per5onalT0ken";
  private static final JsonObject PARAMETERS =
      new JsonObject()
          .put(
              "rendition",
              "{\"360\":{\"resolution\":\"640x360\",\"video_bitrate\":\"400k\","
                  + "\"audio_bitrate\":\"64k\",\"encode_mp4\":true}}")
          .put("video_title", "My token: " + PERSON);

  /** What no bundle may hold, whoever's it is. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)(bearer|basic) [A-Za-z0-9+/=._-]*[0-9][A-Za-z0-9+/=._-]*"),
          Pattern.compile("[a-z]+://[^/\\s\"*]+@"),
          Pattern.compile("https?://[^\\s\"]*\\?[^*\"\\s]"),
          Pattern.compile("(?i)\\b(signature|sig|token|api_key)=[^*\\s\"]"));

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner packaged;
  private ManagerDouble manager;
  private DemoSite media;
  private Map<String, String> settings;

  @BeforeEach
  void start() throws Exception {
    packaged = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    media = TestRunner.wait(new DemoSite(vertx, folder).listen());
    settings = TestRunner.settings(folder, manager, "[1x(encoding)]", 1);
    TestRunner.video(folder.resolve(DemoSite.VIDEO), 4);
    packaged.start(settings, "start");
    TestRunner.awaitRegistered(manager, 1);
  }

  @AfterEach
  void close() throws Exception {
    packaged.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void aGoodTaskIsWrittenWithoutSecretsAndRepeatsItself() throws Exception {
    String task = ended(PARAMETERS.copy().put("video_title", "A title"), "completed");

    Path file = bundle(task);

    JsonNode json = Json.read(file);
    assertThat(json.path("stages").fieldNames())
        .toIterable()
        .contains("fetch", "inspect", "process", "verify", "publish");
    assertThat(json.path("commands").findValuesAsText("")).isEmpty();
    assertThat(json.path("commands").toString()).contains("libx264");
    assertThat(json.path("results").findValuesAsText("sha256")).hasSizeGreaterThan(4);
    assertThat(json.path("versions").path("ffmpeg").asText()).isNotBlank();
    assertThat(json.path("settings").path("ENCODING_PRESET").asText()).isEqualTo("superfast");
    assertThat(json.path("logs").path("output/encoding.log").asText()).contains("command: ");
    assertThat(json.path("logs").path("runner.log").asText()).contains("task ended: task=" + task);

    Process replay = replay(file, folder.resolve(DemoSite.VIDEO));
    // With a bound on the rate, x264's frame threads look at each other's progress, so that a busy
    // machine may encode other bytes.
    assertThat(packaged.said(replay))
        .containsAnyOf(
            "The same: completed",
            "The same but for bytes that ffmpeg or the machine decides: completed");
    assertThat(replay.exitValue()).isZero();

    Path other = TestRunner.video(folder.resolve("other.mp4"), 2);
    assertThat(replay(file, other).exitValue()).as("another source").isEqualTo(1);
  }

  @Test
  void aTaskThatFailedIsWrittenWithItsSourcesFactsAndFailsAgain() throws Exception {
    String task = ended(PARAMETERS.copy().put("cut", "{\"start\": 100, \"end\": 200}"), "failed");

    Path file = bundle(task);

    JsonNode json = Json.read(file);
    String code = json.path("task").path("code").asText();
    assertThat(code).isNotBlank();
    assertThat(json.path("probe").path(0).path("streams").findValuesAsText("codec_name"))
        .contains("h264");
    assertThat(json.path("probe").toString()).doesNotContain("tags", "filename");

    Process replay = replay(file, folder.resolve(DemoSite.VIDEO));
    assertThat(packaged.said(replay))
        .contains("The bundle hides part of the parameter video_title.")
        .contains("The same: failed with " + code);
    assertThat(replay.exitValue()).isZero();
  }

  @Test
  void saysWhatItCannotDo() throws Exception {
    Process unknown = packaged.start(settings, "bundle", "nobody");
    assertThat(unknown.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(unknown.exitValue()).isEqualTo(1);
    assertThat(packaged.said(unknown)).contains("does not know the task nobody");

    Path strange = Files.writeString(folder.resolve("strange.json"), "{}");
    Process replay = replay(strange, strange);
    assertThat(replay.exitValue()).isEqualTo(2);
    assertThat(packaged.said(replay)).contains("not a bundle");
  }

  private String ended(JsonObject parameters, String state) throws Exception {
    String task =
        TestRunner.wait(
            manager.executeWhenFree(
                "encoding",
                media.url() + "/" + DemoSite.VIDEO + "?sig=" + SIGNATURE,
                parameters,
                Duration.ofSeconds(30)));
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo(state);
    return task;
  }

  private Path bundle(String task) throws Exception {
    Path file = folder.resolve(task + ".json");
    Process process = packaged.start(settings, "bundle", task, "--out", file.toString());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(packaged.said(process)).isZero();
    assertThat(Files.size(file)).isBetween(2_000L, (long) TaskBundle.MAX_BYTES);
    String text = Files.readString(file);
    assertThat(text)
        .doesNotContain(TestRunner.TOKEN, SIGNATURE, PERSON, folder.resolve("storage").toString());
    assertThat(SECRETS).noneMatch(secret -> secret.matcher(text).find());
    return file;
  }

  private Process replay(Path file, Path source) throws Exception {
    Process process =
        packaged.start(settings, "replay", file.toString(), "--source", source.toString());
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return process;
  }
}
