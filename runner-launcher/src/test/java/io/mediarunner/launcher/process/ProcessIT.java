package io.mediarunner.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.launcher.PackagedRunner;
import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.demo.DemoVideo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code process} as a user calls it: a real process, real files. */
class ProcessIT {
  private static final String RENDITION =
      "rendition={\"360\":{\"resolution\":\"640x360\",\"video_bitrate\":\"400k\","
          + "\"audio_bitrate\":\"64k\",\"encode_mp4\":true}}";
  @TempDir private Path folder;
  private PackagedRunner runners;
  private Path films;
  private Path results;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void prepare() throws Exception {
    runners = new PackagedRunner(folder);
    films = Files.createDirectories(folder.resolve("films d'été"));
    results = folder.resolve("results");
    settings.put("CACHE_DIR", folder.resolve("cache").toString());
    settings.put("ENCODING_PRESET", "superfast");
  }

  @AfterEach
  void close() throws Exception {
    runners.end();
  }

  @Test
  void encodesAllFilesOfAFolderOnce() throws Exception {
    film("a.mp4", 2);
    film("b c.mkv", 2);
    Files.writeString(films.resolve("notes.txt"), "no film");
    Files.createFile(films.resolve("empty.mp4"));

    Process first = process("encoding", films.toString(), "--jobs", "2", "--json");
    Map<String, JsonNode> rows = rows(first);

    assertThat(first.exitValue()).isEqualTo(1); // for the notes
    assertThat(rows.get("notes.txt").path("code").asText()).isEqualTo("SOURCE_UNREADABLE");
    assertThat(rows.get("b c.mkv").path("status").asText()).isEqualTo("completed");
    Path ofA = results.resolve("a-encoding");
    assertThat(rows.get("a.mp4").path("folder").asText()).isEqualTo(ofA.toString());
    rows.get("a.mp4")
        .path("files")
        .forEach(file -> assertThat(ofA.resolve(file.asText())).exists());
    assertThat(ofA.resolve("master.m3u8")).exists();
    assertThat(results.resolve("b c-encoding/info_video.json")).exists();
    assertThat(films.resolve("a.mp4")).exists();

    assertThat(rows.get("empty.mp4").path("code").asText()).isEqualTo("SOURCE_UNREADABLE");

    Files.delete(films.resolve("notes.txt"));
    Files.delete(films.resolve("empty.mp4"));
    Process second = process("encoding", films.toString(), "--json");
    assertThat(second.exitValue()).isZero();
    assertThat(rows(second).values())
        .extracting(row -> row.path("status").asText())
        .containsOnly("already_done");
    assertThat(results.resolve(ProcessJob.WORK)).doesNotExist();
  }

  @Test
  void composesALocalMediapackageWithTheFilesBesideIt() throws Exception {
    film("camera.mp4", 2);
    film("screen.mp4", 2);
    Files.writeString(
        films.resolve("mediapackage.xml"),
        """
        <mediapackage xmlns="http://mediapackage.opencastproject.org" id="m" presenter="mid">
          <media>
            <track type="presentation/source"><url>screen.mp4</url></track>
            <track type="presenter/source"><url>camera.mp4</url></track>
          </media>
        </mediapackage>
        """);

    Process done = process("studio", films.resolve("mediapackage.xml").toString());

    assertThat(done.exitValue()).as(runners.said(done)).isZero();
    assertThat(results.resolve("mediapackage-studio/studio_base.mp4")).exists();
  }

  @Test
  void readsNoFileOutsideTheFolderOfItsSource() throws Exception {
    Path secret = film("secret.mp4", 2);
    Files.move(secret, folder.resolve("secret.mp4"));
    Files.createSymbolicLink(films.resolve("link.mp4"), folder.resolve("secret.mp4"));
    for (String address : List.of("..%2Fsecret.mp4", "link.mp4", "%2Fetc%2Fpasswd")) {
      Files.writeString(
          films.resolve("mediapackage.xml"),
          """
          <mediapackage xmlns="http://mediapackage.opencastproject.org" id="m">
            <media><track type="presenter/source"><url>%s</url></track></media>
          </mediapackage>
          """
              .replace("%s", address));

      Process failed = process("studio", films.resolve("mediapackage.xml").toString(), "--json");

      assertThat(failed.exitValue()).isEqualTo(1);
      assertThat(rows(failed).values())
          .singleElement()
          .satisfies(row -> assertThat(row.path("code").asText()).isEqualTo("SOURCE_NOT_FOUND"));
    }
  }

  @Test
  void endsAllProgramsOnCtrlCAndSucceedsWhenCalledAgain() throws Exception {
    film("long.mp4", 60);
    Process interrupted =
        runners.start(settings, command("encoding", films.toString(), "--param", RENDITION));
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> !encoders().isEmpty() || !interrupted.isAlive());

    new ProcessBuilder("kill", "-INT", "" + interrupted.pid()).start().waitFor();

    assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isEqualTo(130);
    assertThat(runners.said(interrupted)).contains("The same command goes on");
    await().atMost(Duration.ofSeconds(30)).until(() -> encoders().isEmpty());
    assertThat(results.resolve("long-encoding")).doesNotExist();

    Process again = process("encoding", films.toString(), "--param", RENDITION);
    assertThat(again.exitValue()).as(runners.said(again)).isZero();
    assertThat(results.resolve("long-encoding/360p_long.mp4")).exists();
  }

  @Test
  void saysThatTheFolderHasVanished() throws Exception {
    film("long.mp4", 60);
    Process running =
        runners.start(settings, command("encoding", films.toString(), "--param", RENDITION));
    await().atMost(Duration.ofMinutes(2)).until(() -> !encoders().isEmpty() || !running.isAlive());

    Files.move(results, folder.resolve("elsewhere"));

    assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(running.exitValue()).isEqualTo(1);
    assertThat(runners.said(running)).contains("was removed or unmounted while the task ran");
    assertThat(encoders()).as("programs that are left").isEmpty();
  }

  @Test
  void saysWhatIsWrongWithTheCommandLineAndTouchesNothing() throws Exception {
    film("a.mp4", 1);
    Files.createDirectories(results.resolve("a-encoding"));
    Files.writeString(results.resolve("a-encoding/mine.txt"), "mine");

    assertThat(refusal("encoding", films.resolve("a.mp4").toString()))
        .contains("a-encoding exists and holds no results of this command");
    assertThat(refusal("encoding", films.resolve("none.mp4").toString()))
        .contains("none.mp4: no such file or folder");
    assertThat(refusal("encoding", films.toString(), "--param", "speed=2"))
        .contains("encoding tasks have no parameter speed; known: cut,");
    assertThat(refusal("painting", films.toString())).contains("TYPE: encoding, studio");
    assertThat(refusal("encoding", films.toString(), "--jobs", "0")).contains("--jobs: 1 to 64");
    assertThat(results.resolve("a-encoding/mine.txt")).hasContent("mine");
    assertThat(results.resolve(ProcessJob.WORK)).doesNotExist();
  }

  private String refusal(String... arguments) throws Exception {
    Process refused = process(arguments);
    assertThat(refused.exitValue()).as(runners.said(refused)).isEqualTo(2);
    return runners.said(refused);
  }

  private Path film(String name, int seconds) throws Exception {
    Path made = folder.resolve(name);
    try (JdkProcessRunner processes = new JdkProcessRunner()) {
      DemoVideo.make(TestRunner.tools(folder), processes, made, seconds);
    }
    return Files.move(made, films.resolve(name));
  }

  private Process process(String... arguments) throws Exception {
    Process process = runners.start(settings, command(arguments));
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return process;
  }

  private String[] command(String... arguments) {
    return Stream.of(Stream.of("process"), Stream.of(arguments), Stream.of("--out", "" + results))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  /** By the name of the source. */
  private Map<String, JsonNode> rows(Process process) throws IOException {
    Map<String, JsonNode> rows = new HashMap<>();
    for (String line : runners.said(process).lines().filter(l -> l.startsWith("{")).toList()) {
      JsonNode row = Json.read(line);
      String source = row.path("source").asText();
      rows.put(source.substring(source.lastIndexOf('/') + 1), row);
    }
    return rows;
  }

  /** Those of this test: their command lines name its folder. Java hides long ones. */
  private List<Path> encoders() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes.filter(process -> encodes(process.resolve("cmdline"))).toList();
    }
  }

  private boolean encodes(Path commandLine) {
    try {
      String text = Files.readString(commandLine, StandardCharsets.ISO_8859_1);
      return text.contains("libx264") && text.contains(folder.getFileName().toString());
    } catch (IOException e) {
      return false; // no process, or gone
    }
  }
}
