package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.transcription.captions.SubRipGrammar;
import io.mediarunner.core.transcription.captions.WebVttGrammar;
import io.mediarunner.core.transcription.engine.GpuUse;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.VoiceActivity;
import io.mediarunner.core.transcription.engine.WhisperCli;
import io.mediarunner.core.transcription.engine.WhisperLocator;
import io.mediarunner.core.workspace.DiskClaims;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs transcriptions with the real whisper-cli, voices of espeak-ng and a model that knows twenty
 * sentences. The names tr01 and so on are those of the test cases that were agreed on.
 */
abstract class SpeechLab {
  static final String MUSIC = "today we study the history of music";
  static final String TEACHER = "the teacher answers every question";
  static final String SCIENCE = "bienvenue dans ce cours de science";
  @TempDir Path folder;
  MediaLab media;
  Path models;
  Path kept;
  Path program;
  Optional<SpeechEngine> engine;
  Optional<VoiceActivity> voiceActivity;
  TranslationConfig translation = TranslationConfig.NONE;
  boolean gpu;
  boolean chapters;
  Duration limit = Duration.ofMinutes(2);
  Optional<Duration> stall = Optional.empty();
  Duration threshold = Duration.ofSeconds(800);
  final List<Long> started = new CopyOnWriteArrayList<>();
  final TaskProcesses tools = new TaskProcesses(new JdkProcessRunner(), started::add);
  final List<Progress> progress = new CopyOnWriteArrayList<>();

  @BeforeEach
  void install() throws Exception {
    media = new MediaLab(folder);
    kept = folder.resolve("kept");
    models = Files.createDirectory(folder.resolve("models"));
    Path resources = Path.of("src/test/resources/speech");
    Path fixture = resources.resolve("ggml-fixture-en-fr.bin");
    String real = System.getProperty("speech.model", "");
    Files.copy(real.isEmpty() ? fixture : Path.of(real), models.resolve("ggml-small.bin"));
    String silero = "ggml-silero-v6.2.0.bin";
    Files.copy(resources.resolve(silero), models.resolve(silero));
    WhisperLocator locator = new WhisperLocator(System.getenv("PATH"), folder);
    Optional<Path> cli = locator.cli(Optional.empty());
    assertThat(cli).as("whisper-cli; bin/test installs it").isPresent();
    program = cli.orElseThrow();
    engine = Optional.of(new WhisperCli(program, "test"));
    voiceActivity = VoiceActivity.find(locator.voiceActivity(cli), models);
    assertThat(voiceActivity).as("the speech detector; bin/test installs it").isPresent();
  }

  Path say(String name, String voice, String text) throws Exception {
    Path raw = folder.resolve("raw-" + name);
    MediaLab.run(List.of("espeak-ng", "-v", voice, "-s", "150", "-w", raw.toString(), text));
    return media.clip(name, "-i " + raw + " -ar 16000 -ac 1");
  }

  record Made(Path folder, JsonNode about, JsonNode info) {
    String text(String file) throws IOException {
      return Files.readString(folder.resolve(file));
    }

    List<String> files() throws IOException {
      try (var files = Files.list(folder)) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
      }
    }
  }

  Made transcribe(Path source, Map<String, Object> parameters) throws Exception {
    return transcribe(source, parameters, Files.createTempDirectory(folder, "attempt"), tools);
  }

  /**
   * The same in an attempt that may have been begun before.
   *
   * @param programs of this attempt
   */
  Made transcribe(Path source, Map<String, Object> parameters, Path attempt, TaskProcesses programs)
      throws Exception {
    Path output = Files.createDirectories(attempt.resolve("output"));
    MediaTask task =
        new MediaTask(
            new TaskRequest(
                new TaskId("t1"),
                "e",
                "a",
                Optional.empty(),
                "transcription",
                "http://host/x",
                Optional.empty(),
                parameters,
                "",
                Optional.empty()),
            source,
            source.getFileName().toString(),
            "http://host/x",
            Files.createDirectories(attempt.resolve("work")),
            kept,
            output,
            programs,
            (name, url, max, listener) -> {
              throw new AssertionError("nothing else is to be fetched");
            },
            new DiskClaims().open(),
            progress::add);
    new TranscriptionWork(
            new TranscriptionWork.Setup(
                MediaLab.tools(),
                engine,
                voiceActivity,
                models,
                config(),
                new ToolConfig(Optional.empty(), Optional.empty(), limit, 0),
                GpuUse.untried(gpu),
                1, // two threads spin while they wait for each other, which is slow next to other
                // load
                stall,
                Set.of("magicyuv"),
                new EngineSlots(1)))
        .run(task);
    JsonNode info = new ObjectMapper().readTree(output.resolve("info_video.json").toFile());
    Made made = new Made(output, info.path("transcription"), info);
    assertValid(made);
    return made;
  }

  /** Whatever a test is about, players can read its subtitles. */
  private static void assertValid(Made made) throws IOException {
    long duration = Math.round(made.about().path("duration").asDouble() * 1000);
    for (String file : made.files()) {
      if (file.endsWith(".vtt") || file.endsWith(".webvtt.txt")) {
        assertThat(WebVttGrammar.problems(made.text(file), duration)).as(file).isEmpty();
      }
      if (file.endsWith(".srt")) {
        assertThat(SubRipGrammar.problems(made.text(file), duration)).as(file).isEmpty();
      }
    }
  }

  /** A cue: its times in seconds, and its text on one line. */
  record Shown(double from, double to, String text) {}

  static List<Shown> shown(String vtt) {
    List<Shown> cues = new ArrayList<>();
    for (String block : vtt.split("\n\n")) {
      String[] lines = block.strip().split("\n");
      if (lines[0].contains(" --> ")) {
        cues.add(
            new Shown(
                seconds(lines[0].substring(0, 12)),
                seconds(lines[0].substring(17)),
                String.join(" ", Arrays.asList(lines).subList(1, lines.length))));
      }
    }
    return cues;
  }

  static double seconds(String time) {
    String[] parts = time.split(":");
    return Integer.parseInt(parts[0]) * 3600
        + Integer.parseInt(parts[1]) * 60
        + Double.parseDouble(parts[2]);
  }

  /** An input that once went wrong. */
  static Path recorded(String name) {
    return Path.of("src/test/resources/speech/cases", name).toAbsolutePath();
  }

  TranscriptionConfig config() {
    return new TranscriptionConfig(
        "small",
        "auto",
        threshold,
        true,
        -23,
        "auto",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        "",
        chapters,
        translation,
        URI.create("http://localhost/"),
        Optional.empty());
  }

  /** A program in the engine's place. */
  void stub(String script) throws IOException {
    engine = Optional.of(new WhisperCli(script("stub", script), "stub"));
  }

  Path script(String name, String text) throws IOException {
    Path stub = folder.resolve(name);
    Files.writeString(stub, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    return stub;
  }

  void assertFails(Path source, Map<String, Object> parameters, FailureCode code) {
    assertThatThrownBy(() -> transcribe(source, parameters))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().message()).doesNotContain(folder.toString());
            });
  }

  Path talk() throws Exception {
    Path one = say("one.wav", "en-gb", MUSIC);
    Path two = say("two.wav", "en-gb", TEACHER);
    return media.clip(
        "talk.wav",
        String.format(
            Locale.ROOT,
            "-i %s -i %s -i %s -i %s -filter_complex [0:a]apad=pad_dur=1[a];[1:a]apad=pad_dur=1[b];[2:a]apad=pad_dur=1[c];[a][b][c][3:a]concat=n=4:v=0:a=1 -ac 1",
            one,
            two,
            one,
            two));
  }
}
