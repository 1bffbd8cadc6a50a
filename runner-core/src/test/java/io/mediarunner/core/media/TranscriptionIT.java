package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskTools;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transcriptions with the real whisper-cli and a model that knows twenty sentences, in voices of
 * espeak-ng. The names tr01 and so on are those of the test cases that were agreed on.
 */
class TranscriptionIT {
  private static final String MUSIC = "today we study the history of music";
  private static final String TEACHER = "the teacher answers every question";
  private static final String SCIENCE = "bienvenue dans ce cours de science";
  @TempDir private Path folder;
  private MediaLab media;
  private Path models;
  private Optional<Path> engine;
  private boolean gpu;
  private Duration limit = Duration.ofMinutes(2);
  private Duration threshold = Duration.ofSeconds(800);
  private final List<Progress> progress = new CopyOnWriteArrayList<>();

  @BeforeEach
  void install() throws Exception {
    media = new MediaLab(folder);
    models = Files.createDirectory(folder.resolve("models"));
    Files.copy(
        Path.of("src/test/resources/speech/ggml-fixture-en-fr.bin"),
        models.resolve("ggml-small.bin"),
        StandardCopyOption.REPLACE_EXISTING);
    engine = WhisperLocator.find(Optional.empty(), System.getenv("PATH"), folder);
    assertThat(engine).as("whisper-cli; bin/test installs it").isPresent();
  }

  private Path say(String name, String voice, String text) throws Exception {
    Path raw = folder.resolve("raw-" + name);
    MediaLab.run(List.of("espeak-ng", "-v", voice, "-s", "150", "-w", raw.toString(), text));
    return media.clip(name, "-i " + raw + " -ar 16000 -ac 1");
  }

  private record Made(Path folder, JsonNode about, JsonNode info) {
    String text(String file) throws IOException {
      return Files.readString(folder.resolve(file));
    }

    List<String> files() throws IOException {
      try (var files = Files.list(folder)) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
      }
    }
  }

  private Made transcribe(Path source, Map<String, Object> parameters) throws Exception {
    Path attempt = Files.createTempDirectory(folder, "attempt");
    Path output = Files.createDirectory(attempt.resolve("output"));
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
            Files.createDirectory(attempt.resolve("work")),
            output,
            new TaskTools(new JdkProcessRunner(), pid -> {}),
            (name, url, max, listener) -> {
              throw new AssertionError("nothing else is to be fetched");
            },
            progress::add);
    new TranscriptionWork(
            new TranscriptionWork.Setup(
                MediaLab.tools(),
                engine,
                models,
                new TranscriptionConfig(
                    "small", "auto", threshold, true, -23, Optional.empty(), Optional.empty()),
                new ToolConfig(Optional.empty(), Optional.empty(), limit, 0),
                gpu,
                2,
                Set.of("magicyuv")))
        .run(task);
    JsonNode info = new ObjectMapper().readTree(output.resolve("info_video.json").toFile());
    return new Made(output, info.path("transcription"), info);
  }

  private void assertFails(Path source, Map<String, Object> parameters, FailureCode code) {
    assertThatThrownBy(() -> transcribe(source, parameters))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(code);
              assertThat(e.failure().message()).doesNotContain(folder.toString());
            });
  }

  @Test
  void tr01WritesSubtitlesOfWhatIsSaidAndNothingElse() throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);
    Path talk =
        media.clip(
            "en.mp4",
            "-f lavfi -i testsrc=s=320x240:r=10 -i %s -shortest %s"
                .formatted(sound, String.join(" ", MediaLab.FAST)));

    Made made = transcribe(talk, Map.of("video_id", "842", "video_title", "Été"));

    assertThat(made.text("en.vtt"))
        .startsWith("WEBVTT\n\n00:00:00.")
        .contains("Today we study the history of music.")
        .doesNotContain("no sound"); // which the model invents behind it
    assertThat(made.files()).containsExactly("en.vtt", "encoding.log", "info_video.json");
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("en");
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("en");
    assertThat(made.about().path("whisper_model").asText()).isEqualTo("small");
    assertThat(made.about().path("hardware_profile").asText()).isEqualTo("cpu");
    assertThat(made.about().path("translation").path("applied").asBoolean()).isFalse();
    assertThat(made.info().path("video_id").asText()).isEqualTo("842");
    assertThat(progress.stream().map(Progress::fraction).toList()).isSorted();
  }

  @Test
  void tr02TakesTheLanguageThatItIsTold() throws Exception {
    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("source_language", "fr-FR"));

    assertThat(made.text("fr.vtt")).contains("Bienvenue dans ce cours de science.");
    assertThat(made.about().path("requested_source_language").asText()).isEqualTo("fr");
  }

  @Test
  void tr03WritesSubRipOrBoth() throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);

    Made srt = transcribe(sound, Map.of("format", "srt"));
    Made both = transcribe(sound, Map.of("format", "vtt,srt"));

    assertThat(srt.files()).contains("en.srt").doesNotContain("en.vtt");
    assertThat(srt.text("en.srt"))
        .startsWith("1\n00:00:00,")
        .contains("Today we study the history of music.\n");
    assertThat(both.files()).contains("en.srt", "en.vtt");
  }

  @Test
  void tr04RefusesWhatItCannotDoBeforeAnythingElse() {
    assertFails(
        folder.resolve("none"),
        Map.of("format", "ass", "model", "huge", "language", "xx"),
        FailureCode.PARAMETER_INVALID);
    assertFails(folder.resolve("none"), Map.of("model", "large"), FailureCode.MODEL_MISSING);
  }

  @Test
  void tr05RefusesARecordingWithoutSound() throws Exception {
    Path silentFilm =
        media.clip("noaudio.mp4", "-f lavfi -i testsrc=s=320x240:r=10:d=1 -c:v libx264");

    assertFails(silentFilm, Map.of(), FailureCode.NO_AUDIO);
  }

  @Test
  void tr06RefusesWhatIsNoMedia() throws Exception {
    assertFails(
        Files.writeString(folder.resolve("x.mp4"), "text"),
        Map.of(),
        FailureCode.SOURCE_UNREADABLE);
  }

  @Test
  void tr07tr33FindsNoSpeechInSilenceWithoutAskingTheEngine() throws Exception {
    Path silence = media.clip("silence.wav", "-f lavfi -i anullsrc=r=16000:cl=mono -t 60");
    engine = Optional.of(Path.of("/bin/false"));

    Made made = transcribe(silence, Map.of("language", "en"));

    assertThat(made.text("silence.vtt")).isEqualTo("WEBVTT\n");
    assertThat(made.about().path("speech_found").asBoolean()).isFalse();
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("en");
    assertThat(made.about().path("translation").path("note").asText())
        .isEqualTo("no_speech_or_non_verbal_audio");
  }

  @Test
  void tr28PutsSpeechWhereItIsAcrossALongSilence() throws Exception {
    Path first = say("one.wav", "en-gb", MUSIC);
    Path second = say("two.wav", "en-gb", TEACHER);
    Path gap =
        media.clip(
            "gap.wav",
            "-i %s -i %s -filter_complex [0:a]apad=pad_dur=35[a];[a][1:a]concat=n=2:v=0:a=1 -ac 1"
                .formatted(first, second));
    double firstEnds = MediaLab.probe(first).path("format").path("duration").asDouble();

    Made made = transcribe(gap, Map.of());

    List<String> cues = made.text("gap.vtt").lines().filter(line -> line.contains("-->")).toList();
    assertThat(cues).hasSize(2);
    assertThat(cues.get(0)).startsWith("00:00:00.");
    double starts = firstEnds + 35;
    assertThat(seconds(cues.get(1).substring(0, 12))).isBetween(starts - 0.3, starts + 0.5);
    assertThat(made.text("gap.vtt")).contains("history of music", "every question");
    assertThat(made.about().path("pieces").asInt()).isEqualTo(2);
  }

  private static double seconds(String time) {
    String[] parts = time.split(":");
    return Integer.parseInt(parts[0]) * 3600
        + Integer.parseInt(parts[1]) * 60
        + Double.parseDouble(parts[2]);
  }

  @Test
  void tr27HearsTheSameInPiecesAsInOneGo() throws Exception {
    Path one = say("one.wav", "en-gb", MUSIC);
    Path two = say("two.wav", "en-gb", TEACHER);
    Path talk =
        media.clip(
            "talk.wav",
            "-i %s -i %s -i %s -i %s -filter_complex [0:a]apad=pad_dur=1[a];[1:a]apad=pad_dur=1[b];[2:a]apad=pad_dur=1[c];[a][b][c][3:a]concat=n=4:v=0:a=1 -ac 1"
                .formatted(one, two, one, two));
    threshold = Duration.ofSeconds(1);

    Made made = transcribe(talk, Map.of());

    String text = made.text("talk.vtt");
    assertThat(text.split("history of music", -1)).hasSize(3);
    assertThat(text.split("answers every question", -1)).hasSize(3);
  }

  @Test
  void keepsTheTimeOfSoundThatStartsLate() throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);
    Path late =
        media.clip(
            "late.mkv",
            "-f lavfi -i testsrc=s=320x240:r=10:d=8 -itsoffset 5 -i %s -map 0:v -map 1:a %s"
                .formatted(sound, String.join(" ", MediaLab.FAST)));

    Made made = transcribe(late, Map.of());

    assertThat(made.text("late.vtt")).contains("\n00:00:05.");
  }

  @Test
  void tr29tr30NamesTheFileAfterTheSourceAndPublishesNoSound() throws Exception {
    Path sound = say("a.b.c.wav", "en-gb", MUSIC);

    Made made = transcribe(sound, Map.of("normalize", "true"));

    assertThat(made.files()).containsExactly("a.b.c.vtt", "encoding.log", "info_video.json");
    assertThat(made.text("a.b.c.vtt")).contains("history of music");
  }

  @Test
  void tr20DeliversTheSpokenLanguageWhereNothingTranslates() throws Exception {
    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    assertThat(made.text("fr.vtt")).contains("Bienvenue");
    assertThat(made.info().path("warnings").toString()).contains("NOT_TRANSLATED");
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("fr");
  }

  @Test
  void tr31SaysThatTheEngineRanOnTheCpu() throws Exception {
    gpu = true;

    Made made = transcribe(say("en.wav", "en-gb", MUSIC), Map.of());

    assertThat(made.about().path("hardware_profile").asText()).isEqualTo("cpu");
    assertThat(made.info().path("warnings").toString()).contains("ENGINE_ON_CPU");
  }

  @ParameterizedTest
  @CsvSource({
    "exit 0, ENGINE_FAILED",
    "'for a; do :; done; echo {\\\"transcription\\\": [{ > piece-0000.json', ENGINE_FAILED",
    "exit 3, MODEL_MISSING",
    "exit 10, ENGINE_FAILED"
  })
  void tr25BelievesNoEngineButAWholeResult(String script, FailureCode code) throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);
    Path stub = folder.resolve("stub");
    Files.writeString(stub, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    engine = Optional.of(stub);

    assertFails(sound, Map.of(), code);
  }

  @Test
  void tr32EndsAnEngineThatTakesTooLong() throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);
    Path stub = folder.resolve("stub");
    Files.writeString(stub, "#!/bin/sh\necho 'progress = 460%' >&2\nsleep 60\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    engine = Optional.of(stub);
    limit = Duration.ofSeconds(2);

    assertFails(sound, Map.of(), FailureCode.TIME_LIMIT);
    assertThat(progress).allSatisfy(p -> assertThat(p.fraction()).isLessThanOrEqualTo(1));
  }

  @Test
  void saysThatTheEngineIsMissing() throws Exception {
    engine = Optional.empty();

    assertFails(say("en.wav", "en-gb", MUSIC), Map.of(), FailureCode.TOOL_MISSING);
  }
}
