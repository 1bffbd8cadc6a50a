package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.launcher.app.VertxFactory;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a browser records in six hours: 1.7 million packets, no duration, no index. A runner with
 * the heap of {@code bin/runner} takes it, and the task of its other instance does not notice.
 */
class LongRecordingIT {
  private static final int MINUTES = 360;
  private static final String LADDER =
      "{\"_mode\":\"replace\",\"360\":{\"resolution\":\"640x360\",\"video_bitrate\":\"750k\","
          + "\"audio_bitrate\":\"96k\",\"encode_mp4\":true}}";

  private final Vertx vertx = VertxFactory.create();
  @TempDir private Path folder;
  private PackagedRunner runners;
  private ManagerDouble manager;
  private DemoSite site;
  private FfmpegTools tools;

  @BeforeEach
  void open() throws Exception {
    runners = new PackagedRunner(folder);
    manager = TestRunner.wait(new ManagerDouble(vertx, TestRunner.TOKEN, "1.7.1").listen(0));
    site = TestRunner.wait(new DemoSite(vertx, folder).listen());
    tools = TestRunner.tools(folder);
  }

  @AfterEach
  void close() throws Exception {
    runners.end();
    TestRunner.wait(vertx.close());
  }

  @Test
  void isTakenWithinTheHeapOfARunnerAndLeavesTheOtherInstanceAlone() throws Exception {
    record(
        "-f lavfi -i testsrc2=s=320x180:r=25:d=20 -f lavfi -i sine=d=20 -c:v libx264 -preset"
            + " ultrafast -pix_fmt yuv420p -c:a aac",
        DemoSite.VIDEO);
    record(
        "-f lavfi -i color=c=gray:s=64x36:r=30:d=60 -f lavfi -i sine=d=60:sample_rate=48000 -c:v"
            + " libvpx -deadline realtime -cpu-used 8 -b:v 20k -g 300 -c:a libopus -b:a 16k"
            + " -frame_duration 20",
        "minute.webm");
    // The site serves it under this name; what it is follows from its content.
    record(
        "-stream_loop "
            + (MINUTES - 1)
            + " -i "
            + folder.resolve("minute.webm")
            + " -c copy -live 1 -f webm",
        DemoSite.CAMERA);
    Map<String, String> settings = TestRunner.settings(folder, manager, "[2x(encoding)]", 2);
    settings.put("ENCODING_PRESET", "ultrafast");
    settings.put("JAVA_TOOL_OPTIONS", memoryOfBinRunner());
    Process runner = runners.start(settings, "start");
    TestRunner.awaitRegistered(manager, 2);

    String whole =
        TestRunner.wait(
            manager.execute(
                "encoding",
                site.url() + "/" + DemoSite.CAMERA,
                new JsonObject()
                    .put("rendition", LADDER)
                    .put("cut", "{\"start\": \"05:59:30\", \"end\": \"07:00:00\"}")));
    String other =
        TestRunner.wait(
            manager.execute(
                "encoding",
                site.url() + "/" + DemoSite.VIDEO,
                new JsonObject().put("rendition", LADDER)));

    JsonObject clip = completed(other);
    assertThat(clip.getDouble("duration_exact")).isCloseTo(20, within(0.1));
    assertThat(clip.getJsonArray("warnings")).isEmpty();
    JsonObject recording = completed(whole);
    assertThat(recording.getJsonObject("cut").getDouble("end"))
        .as("the end of six hours, which no header states")
        .isCloseTo(MINUTES * 60, within(1.0));
    assertThat(recording.getDouble("duration_exact")).isCloseTo(30, within(1.0));
    assertThat(recording.getJsonArray("warnings")).isEmpty();
    assertThat(runner.isAlive()).isTrue();
    assertThat(runners.started()).hasSize(1);
    assertThat(manager.completions()).hasSize(2);
  }

  /** The limits that {@code bin/runner} sets, as it sets them. */
  private static String memoryOfBinRunner() throws Exception {
    String script = Files.readString(PackagedRunner.HOME.resolve("bin/runner"));
    Matcher option =
        Pattern.compile(" (-Xm[sx]\\S+|-XX:MaxMetaspaceSize=\\S+|-XX:\\+(UseSerialGC|Exit\\S+))")
            .matcher(script);
    List<String> options = new ArrayList<>();
    while (option.find()) {
      options.add(option.group(1));
    }
    assertThat(options).contains("-Xmx256m");
    return String.join(" ", options);
  }

  private JsonObject completed(String task) throws Exception {
    await().atMost(3, TimeUnit.MINUTES).until(() -> manager.completion(task).isComplete());
    ManagerDouble.Completion completion = TestRunner.wait(manager.completion(task));
    assertThat(completion.status()).as(completion.errorMessage()).isEqualTo("completed");
    return TestRunner.wait(manager.file(task, "info_video.json")).toJsonObject();
  }

  private void record(String arguments, String name) throws Exception {
    List<String> command = new ArrayList<>(List.of(tools.ffmpeg().toString(), "-v", "error", "-y"));
    command.addAll(Arrays.asList(arguments.split(" ")));
    command.add(folder.resolve(name).toString());
    File toolLog = folder.resolve("ffmpeg.txt").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(toolLog).start();
    assertThat(process.waitFor()).as(Files.readString(toolLog.toPath())).isZero();
  }
}
