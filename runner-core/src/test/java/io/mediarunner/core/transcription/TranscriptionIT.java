package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.transcription.engine.VoiceActivity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes into a transcription, and what comes out of it. */
class TranscriptionIT extends SpeechLab {
  @Test
  void tr04RefusesWhatItCannotDoBeforeAnythingElse() {
    assertFails(
        folder.resolve("none"),
        Map.of("format", "ass", "model", "huge", "language", "xx"),
        FailureCode.PARAMETER_INVALID);
    assertFails(folder.resolve("none"), Map.of("model", "large"), FailureCode.MODEL_MISSING);
  }

  @Test
  void tr05RefusesARecordingWithoutAudio() throws Exception {
    Path silentFilm =
        media.clip("noaudio.mp4", "-f lavfi -i testsrc=s=320x240:r=10:d=1 -c:v libx264");
    stub(String.format(Locale.ROOT, "touch %s/engine-started", folder));
    voiceActivity =
        Optional.of(
            new VoiceActivity(
                script("vad", String.format(Locale.ROOT, "touch %s/engine-started", folder)),
                voiceActivity.orElseThrow().model()));

    assertFails(silentFilm, Map.of(), FailureCode.NO_AUDIO);

    assertThat(folder.resolve("engine-started")).doesNotExist();
  }

  @Test
  void tr06RefusesWhatIsNoMedia() throws Exception {
    assertFails(
        Files.writeString(folder.resolve("x.mp4"), "text"),
        Map.of(),
        FailureCode.SOURCE_UNREADABLE);
    assertFails(
        Files.writeString(folder.resolve("notes.parts"), "text"),
        Map.of(),
        FailureCode.SOURCE_UNREADABLE);
  }

  @Test
  void tr06TakesWhateverHasAudio() throws Exception {
    Path talk = media.clip("talk.m4a", "-i " + say("en.wav", "en-gb", MUSIC) + " -c:a aac");

    assertThat(transcribe(talk, Map.of()).text("talk.vtt")).contains("history of music");
  }

  @Test
  void tr07tr33FindsNoSpeechInSilenceWithoutAskingTheEngine() throws Exception {
    Path silence = media.clip("silence.wav", "-f lavfi -i anullsrc=r=16000:cl=mono -t 60");
    stub("exit 1");

    Made made = transcribe(silence, Map.of("language", "en"));

    assertThat(made.text("silence.vtt")).isEqualTo("WEBVTT\n\n");
    assertThat(made.about().path("speech_found").asBoolean()).isFalse();
    assertThat(made.about().path("final_subtitle_language").asText()).isEqualTo("en");
    assertThat(made.about().path("translation").path("note").asText())
        .isEqualTo("no_speech_or_non_verbal_audio");
  }

  @Test
  void keepsTheTimeOfAudioThatStartsLate() throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);
    Path late =
        media.clip(
            "late.mkv",
            String.format(
                Locale.ROOT,
                "-f lavfi -i testsrc=s=320x240:r=10:d=8 -itsoffset 5 -i %s -map 0:v -map 1:a %s",
                audio,
                String.join(" ", MediaLab.FAST)));

    Made made = transcribe(late, Map.of());

    assertThat(made.text("late.vtt")).contains("\n00:00:05.");
  }

  @Test
  void tr29tr30NamesTheFileAfterTheSourceAndPublishesNoAudio() throws Exception {
    Path audio = media.clip("a.b.c.mp4", "-i " + say("en.wav", "en-gb", MUSIC) + " -c:a aac");

    Made made = transcribe(audio, Map.of("normalize", "true"));

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
  void hearsALectureInTwoLanguages() throws Exception {
    Path english = say("en.wav", "en-gb", MUSIC);
    Path french = say("fr.wav", "fr-fr", SCIENCE);
    Path both =
        media.clip(
            "both.wav",
            String.format(
                Locale.ROOT,
                "-i %s -i %s -filter_complex [0:a]apad=pad_dur=1[a];[a][1:a]concat=n=2:v=0:a=1 -ac 1",
                english,
                french));
    threshold = Duration.ofSeconds(2);

    Made made = transcribe(both, Map.of());

    assertThat(made.text("both.vtt")).contains("history of music", "cours de science");
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("en");
    assertThat(made.about().path("other_languages").toString()).contains("\"language\":\"fr\"");
  }

  @Test
  void givesTheEngineTheVocabulary() throws Exception {
    stub(String.format(Locale.ROOT, "echo \"$*\" >> %s/asked; exec %s \"$@\"", folder, program));

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
