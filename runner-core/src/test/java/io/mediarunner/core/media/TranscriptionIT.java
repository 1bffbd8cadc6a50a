package io.mediarunner.core.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.whisper.SpeechEngine;
import io.mediarunner.core.media.whisper.VoiceActivity;
import io.mediarunner.core.media.whisper.WhisperCli;
import io.mediarunner.core.media.whisper.WhisperLocator;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskTools;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
  private Path kept;
  private Path program;
  private Optional<SpeechEngine> engine;
  private Optional<VoiceActivity> voiceActivity;
  private TranslationConfig translation = TranslationConfig.NONE;
  private boolean gpu;
  private Duration limit = Duration.ofMinutes(2);
  private Optional<Duration> stall = Optional.empty();
  private Duration threshold = Duration.ofSeconds(800);
  private final List<Progress> progress = new CopyOnWriteArrayList<>();

  @BeforeEach
  void install() throws Exception {
    media = new MediaLab(folder);
    kept = folder.resolve("kept");
    models = Files.createDirectory(folder.resolve("models"));
    Path resources = Path.of("src/test/resources/speech");
    Files.copy(resources.resolve("ggml-fixture-en-fr.bin"), models.resolve("ggml-small.bin"));
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
            kept,
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
                voiceActivity,
                models,
                config(),
                new ToolConfig(Optional.empty(), Optional.empty(), limit, 0),
                gpu,
                2,
                stall,
                Set.of("magicyuv"),
                new TranscriptionWork.Turns(1)))
        .run(task);
    JsonNode info = new ObjectMapper().readTree(output.resolve("info_video.json").toFile());
    return new Made(output, info.path("transcription"), info);
  }

  private TranscriptionConfig config() {
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
        translation,
        URI.create("http://localhost/"),
        Optional.empty());
  }

  /** A program in the engine's place. */
  private void stub(String script) throws IOException {
    engine = Optional.of(new WhisperCli(script("stub", script), "stub"));
  }

  private Path script(String name, String text) throws IOException {
    Path stub = folder.resolve(name);
    Files.writeString(stub, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    return stub;
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
    assertThat(made.files())
        .containsExactly(
            "en.txt",
            "en.vtt",
            "en.words.json",
            "encoding.log",
            "info_video.json",
            "task_metadata.json");
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
    stub("exit 1");

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
    threshold = Duration.ofSeconds(2);

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

    assertThat(made.files())
        .containsExactly(
            "a.b.c.txt",
            "a.b.c.vtt",
            "a.b.c.words.json",
            "encoding.log",
            "info_video.json",
            "task_metadata.json");
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
    "'for a; do :; done; echo {\\\"transcription\\\": [{ > $a.json', ENGINE_FAILED",
    "exit 3, MODEL_MISSING",
    "exit 10, ENGINE_FAILED"
  })
  void tr25BelievesNoEngineButAWholeResult(String script, FailureCode code) throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);
    stub(script);

    assertFails(sound, Map.of(), code);
  }

  @Test
  void tr32EndsAnEngineThatTakesTooLong() throws Exception {
    Path sound = say("en.wav", "en-gb", MUSIC);
    stub("echo 'progress = 460%' >&2\nsleep 60");
    limit = Duration.ofSeconds(2);

    assertFails(sound, Map.of(), FailureCode.TIME_LIMIT);
    assertThat(progress).allSatisfy(p -> assertThat(p.fraction()).isLessThanOrEqualTo(1));
  }

  @Test
  void saysThatTheEngineIsMissing() throws Exception {
    engine = Optional.empty();

    assertFails(say("en.wav", "en-gb", MUSIC), Map.of(), FailureCode.TOOL_MISSING);
  }

  @Test
  void tr32EndsAnEngineThatGivesNoSignOfLife() throws Exception {
    stub("sleep 60");
    stall = Optional.of(Duration.ofSeconds(1));

    assertFails(say("en.wav", "en-gb", MUSIC), Map.of(), FailureCode.STALLED);
  }

  @Test
  void tr08FindsNoSpeechInNoiseOrMusic() throws Exception {
    Path noise =
        media.clip("noise.wav", "-f lavfi -i anoisesrc=c=pink:a=0.3:d=20:seed=1 -ac 1 -ar 16000");
    Path music =
        media.clip(
            "music.wav",
            "-f lavfi -i sine=f=440:d=20 -f lavfi -i sine=f=660:d=20 -filter_complex [0:a][1:a]amix,tremolo=f=4 -ac 1 -ar 16000");

    assertThat(transcribe(noise, Map.of()).text("noise.vtt")).isEqualTo("WEBVTT\n");
    assertThat(transcribe(music, Map.of()).text("music.vtt")).isEqualTo("WEBVTT\n");
  }

  private Path talk() throws Exception {
    Path one = say("one.wav", "en-gb", MUSIC);
    Path two = say("two.wav", "en-gb", TEACHER);
    return media.clip(
        "talk.wav",
        "-i %s -i %s -i %s -i %s -filter_complex [0:a]apad=pad_dur=1[a];[1:a]apad=pad_dur=1[b];[2:a]apad=pad_dur=1[c];[a][b][c][3:a]concat=n=4:v=0:a=1 -ac 1"
            .formatted(one, two, one, two));
  }

  /**
   * The real engine; dies by a signal in the middle of its work, as if the system had killed it.
   */
  private void killedAfter(int pieces) throws IOException {
    stub(
        """
        echo x >> %1$s/starts
        case " $* " in *" -dl "*) exec %2$s "$@" ;; esac
        if [ ! -e %1$s/died ]; then
          touch %1$s/died
          keep=; n=0; want=%3$d; out=
          for a; do
            if [ "$a" = -f ]; then n=$((n+1)); fi
            if [ $n -le $want ]; then keep="$keep $a"; fi
          done
          %2$s $keep
          kill -9 $$
        fi
        for a; do if [ "$a" = -f ]; then echo p >> %1$s/second; fi; done
        exec %2$s "$@"
        """
            .formatted(folder, program, pieces));
  }

  @Test
  void startsAnEngineThatWasKilledAgainForWhatIsMissing() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path talk = talk();
    String undisturbed = transcribe(talk, Map.of()).text("talk.vtt");
    kept = folder.resolve("kept-2");
    killedAfter(2);

    Made made = transcribe(talk, Map.of());

    assertThat(made.text("talk.vtt")).isEqualTo(undisturbed);
    assertThat(made.about().path("pieces").asInt()).isEqualTo(4);
    assertThat(Files.readAllLines(folder.resolve("second"))).hasSize(2);
  }

  @Test
  void tr26HearsOnlyWhatAnEarlierAttemptHasNotHeard() throws Exception {
    threshold = Duration.ofSeconds(2);
    Path talk = talk();
    String undisturbed = transcribe(talk, Map.of()).text("talk.vtt");
    Path state = kept.resolve("transcription");
    Files.delete(state.resolve("piece-0001.json"));
    Files.writeString(state.resolve("piece-0003.json"), "{\"transcription\": [{\"te");
    Files.setLastModifiedTime(state.resolve("piece-0000.json"), FileTime.fromMillis(0));

    Made made = transcribe(talk, Map.of());

    assertThat(made.text("talk.vtt")).isEqualTo(undisturbed);
    assertThat(made.text("encoding.log"))
        .contains("piece-0001.wav", "piece-0003.wav")
        .doesNotContain("piece-0000.wav", "piece-0002.wav", " -dl");
    assertThat(Files.getLastModifiedTime(state.resolve("piece-0000.json")).toMillis()).isZero();

    transcribe(talk, Map.of("source_language", "en")); // another plan

    assertThat(Files.getLastModifiedTime(state.resolve("piece-0000.json")).toMillis()).isPositive();
  }

  @Test
  void hearsALectureInTwoLanguages() throws Exception {
    Path english = say("en.wav", "en-gb", MUSIC);
    Path french = say("fr.wav", "fr-fr", SCIENCE);
    Path both =
        media.clip(
            "both.wav",
            "-i %s -i %s -filter_complex [0:a]apad=pad_dur=1[a];[a][1:a]concat=n=2:v=0:a=1 -ac 1"
                .formatted(english, french));
    threshold = Duration.ofSeconds(2);

    Made made = transcribe(both, Map.of());

    assertThat(made.text("both.vtt")).contains("history of music", "cours de science");
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("en");
    assertThat(made.about().path("other_languages").toString()).contains("\"language\":\"fr\"");
  }

  @Test
  void tr19KeepsTheSpokenLanguageBesideATranslation() throws Exception {
    translation =
        new TranslationConfig(
            Optional.of(
                script(
                    "translator",
                    "test $1-$2 = fr-en && grep -q 'cours de science' $3 && echo '[\"Welcome to this science course.\"]' > $4")),
            Optional.empty(),
            Optional.empty(),
            false);

    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    assertThat(made.text("fr.vtt")).contains("Welcome to this science course.");
    assertThat(made.text("fr.source-fr.webvtt.txt"))
        .contains("Bienvenue dans ce cours de science.");
    assertThat(times(made.text("fr.vtt"))).isEqualTo(times(made.text("fr.source-fr.webvtt.txt")));
    assertThat(made.about().path("translation").path("applied").asBoolean()).isTrue();
    assertThat(made.about().path("translation").path("model").asText()).isEqualTo("translator");
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("en");
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("fr");
  }

  private static List<String> times(String vtt) {
    return vtt.lines().filter(line -> line.contains("-->")).toList();
  }

  @Test
  void translatesWithAServiceOverHttp() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    List<String> asked = new CopyOnWriteArrayList<>();
    server.createContext(
        "/translate",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"translatedText\":[\"Willkommen.\"]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/translate");
      translation =
          new TranslationConfig(
              Optional.empty(), Optional.of(address), Optional.of(new Secret("key")), false);

      Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "de"));

      assertThat(made.text("fr.vtt")).contains("Willkommen.");
      JsonNode json = new ObjectMapper().readTree(asked.get(0));
      assertThat(json.path("q").get(0).asText()).isEqualTo("Bienvenue dans ce cours de science.");
      assertThat(json.path("source").asText() + json.path("target").asText()).isEqualTo("frde");
      assertThat(json.path("api_key").asText()).isEqualTo("key");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void tr20DeliversTheSpokenLanguageWhenATranslatorFails() throws Exception {
    translation =
        new TranslationConfig(
            Optional.of(script("translator", "exit 9")), Optional.empty(), Optional.empty(), true);

    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    assertThat(made.text("fr.vtt")).contains("Bienvenue");
    assertThat(made.info().path("warnings").toString()).contains("NOT_TRANSLATED", "code 9");
    assertThat(made.about().path("translation").path("applied").asBoolean()).isFalse();
  }

  @Test
  void asksTheEngineForEnglish() throws Exception {
    translation = new TranslationConfig(Optional.empty(), Optional.empty(), Optional.empty(), true);
    stub("echo \"$*\" >> %s/asked; exec %s \"$@\"".formatted(folder, program));

    Made made = transcribe(say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "en"));

    // What comes out depends on the model; this one was never taught to translate.
    assertThat(Files.readString(folder.resolve("asked"))).contains(" -tr ");
    assertThat(made.files()).contains("fr.source-fr.webvtt.txt");
    assertThat(made.about().path("translation").path("backend").asText())
        .isEqualTo("whisper_legacy_fallback");
  }

  @Test
  void tr21TranslatesNothingIntoTheSameLanguage() throws Exception {
    Made made =
        transcribe(
            say("fr.wav", "fr-fr", SCIENCE), Map.of("language", "fr", "source_language", "fr-FR"));

    assertThat(made.about().path("translation").path("applied").asBoolean()).isFalse();
    assertThat(made.info().path("warnings")).isEmpty();
  }

  @Test
  void givesTheEngineTheVocabulary() throws Exception {
    stub("echo \"$*\" >> %s/asked; exec %s \"$@\"".formatted(folder, program));

    transcribe(say("en.wav", "en-gb", MUSIC), Map.of("vocabulary", "Fourier, Nyquist"));

    assertThat(Files.readString(folder.resolve("asked")))
        .contains("--prompt Fourier, Nyquist --carry-initial-prompt");
  }

  @Test
  void writesWordsAndPlainText() throws Exception {
    Made made = transcribe(say("en.wav", "en-gb", MUSIC), Map.of());

    assertThat(made.text("en.txt")).isEqualTo("Today we study the history of music.\n");
    JsonNode words = new ObjectMapper().readTree(made.text("en.words.json"));
    assertThat(words.path("language").asText()).isEqualTo("en");
    JsonNode segment = words.path("segments").get(0);
    assertThat(segment.path("words")).hasSize(7);
    assertThat(segment.path("words").get(6).path("t").asText()).isEqualTo("music.");
    assertThat(segment.path("words").get(6).path("p").asDouble()).isBetween(0.0, 1.0);
  }
}
