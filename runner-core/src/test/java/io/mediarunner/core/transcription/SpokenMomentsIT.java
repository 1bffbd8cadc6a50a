package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.transcription.captions.WebVttGrammar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said appears when it is said, in the language and from the audio that it is said in. */
class SpokenMomentsIT extends SpeechLab {
  @ParameterizedTest
  @CsvSource({"f1-b.flac, 5.0", "f1-pause25.flac, 28.0"})
  void putsNoWordOnTheWrongSideOfAPause(String file, double second) throws Exception {
    Path source = recorded(file);
    Made made = transcribe(source, Map.of());

    List<Shown> cues = shown(made.text(file.replace(".flac", ".vtt")));
    assertThat(cues).hasSize(2);
    assertThat(cues.get(0).from()).isBetween(0.9, 1.2);
    assertThat(cues.get(0).to()).isLessThan(3.7);
    assertThat(cues.get(0).text()).isEqualTo("Today we study the history of music.");
    assertThat(cues.get(1).from()).isBetween(second - 0.2, second + 0.2);
  }

  @Test
  void showsASentenceAsOftenAsItIsSaid() throws Exception {
    List<Shown> cues = shown(transcribe(recorded("rep4.flac"), Map.of()).text("rep4.vtt"));

    assertThat(cues).hasSize(4);
    double[] starts = {1, 4.5, 8, 11.5};
    for (int i = 0; i < 4; i++) {
      assertThat(cues.get(i).from()).isBetween(starts[i] - 0.2, starts[i] + 0.2);
    }
  }

  @Test
  void dropsATailThatNobodySaidAndCountsIt() throws Exception {
    Made made = transcribe(recorded("f8-invented-tail.flac"), Map.of());

    assertThat(made.text("f8-invented-tail.vtt")).doesNotContain("See you", "no sound");
    assertThat(shown(made.text("f8-invented-tail.vtt")))
        .allSatisfy(cue -> assertThat(cue.to()).isLessThanOrEqualTo(10.5));
    JsonNode dropped = made.about().path("dropped").get(0);
    assertThat(dropped.path("reason").asText()).isEqualTo("outside_speech");
    assertThat(dropped.path("count").asInt()).isPositive();
    assertThat(dropped.path("texts").get(0).path("text").asText()).isNotEmpty();
  }

  @Test
  void transcribesEachPartOfABilingualLectureInItsLanguage() throws Exception {
    Path source = bilingual();

    Made made = transcribe(source, Map.of());

    String vtt = made.text("mix.vtt");
    assertThat(vtt).contains("NOTE Languages\nfr from ", "\nen from ");
    JsonNode languages = made.about().path("languages");
    assertThat(languages).hasSize(2);
    assertThat(languages.get(0).path("language").asText()).isEqualTo("fr");
    assertThat(languages.get(1).path("language").asText()).isEqualTo("en");
    assertThat(languages.get(1).path("from").asDouble()).isBetween(18.0, 19.0);
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("en");
    assertThat(shown(vtt))
        .filteredOn(cue -> cue.from() > 18)
        .isNotEmpty()
        .allSatisfy(cue -> assertThat(cue.text()).doesNotContainIgnoringCase("cours", "musique"));
    assertThat(shown(vtt)).filteredOn(cue -> cue.from() < 17).isNotEmpty();
    assertThat(made.about().path("language_detection")).hasSizeGreaterThanOrEqualTo(2);
  }

  /** Six sentences of French, then twelve of English, with a pause of a second after each. */
  private Path bilingual() throws Exception {
    List<String> inputs = new ArrayList<>();
    StringBuilder graph = new StringBuilder();
    for (int i = 0; i < 18; i++) {
      boolean french = i < 6;
      String name = (french ? "fr" : "en") + i % 2 + ".wav";
      Path said = folder.resolve(name);
      if (!said.toFile().exists()) {
        said =
            french
                ? say(
                    name, "fr-fr", i % 2 == 0 ? SCIENCE : "aujourd'hui nous parlons de la musique")
                : say(name, "en-gb", i % 2 == 0 ? MUSIC : TEACHER);
      }
      inputs.add("-i " + said);
      graph.append(String.format(Locale.ROOT, "[%d:a]apad=pad_dur=1[a%d];", i, i));
    }
    for (int i = 0; i < 18; i++) {
      graph.append("[a").append(i).append(']');
    }
    return media.clip(
        "mix.wav",
        String.join(" ", inputs) + " -filter_complex " + graph + "concat=n=18:v=0:a=1 -ac 1");
  }

  @Test
  void hearsSpeechWhoseChannelsCancelEachOtherOut() throws Exception {
    Made made = transcribe(recorded("phase.flac"), Map.of());

    assertThat(made.text("phase.vtt")).contains("history of music");
    assertThat(made.info().path("warnings").toString())
        .contains("OTHER_AUDIO_USED", "the difference of its channels");
  }

  @Test
  void hearsSpeechInAnotherTrack() throws Exception {
    Made made = transcribe(recorded("track2.mp4"), Map.of());

    assertThat(made.text("track2.vtt")).contains("history of music");
    assertThat(made.info().path("warnings").toString())
        .contains("OTHER_AUDIO_USED", "audio track 2");
  }

  @Test
  void saysThatNobodySpeaks() throws Exception {
    Path silence = media.clip("silence.wav", "-f lavfi -i anullsrc=r=16000:cl=stereo -t 5");

    Made made = transcribe(silence, Map.of());

    assertThat(made.info().path("warnings").toString()).contains("NO_SPEECH");
  }

  @Test
  void asksOnceMoreOnTheCpuAndThenSaysWhatWasNotRecognised() throws Exception {
    gpu = true;
    stub(
        String.format(
            Locale.ROOT,
            """
        echo "$*" >> %s/asked
        out=; for a; do [ "$out" = -of ] &&
          echo '{"result": {"language": "en"}, "transcription": []}' > "$a.json"; out="$a"; done
        exit 0
        """,
            folder));

    Made made = transcribe(talk(), Map.of("source_language", "en"));

    assertThat(made.info().path("warnings").toString())
        .contains("SPEECH_NOT_RECOGNISED", "0:00 to ");
    List<String> asked = Files.readAllLines(folder.resolve("asked"));
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0)).doesNotContain(" -ng");
    assertThat(asked.get(1)).contains(" -ng ");
    assertThat(made.text("talk.vtt")).isEqualTo("WEBVTT\n\n");
  }

  @Test
  void getsTheWordsFromTheCpuWhereTheGpuHearsNothing() throws Exception {
    gpu = true;
    stub(
        String.format(
            Locale.ROOT,
            """
        case " $* " in *" -ng "*|*" -dl "*) exec %s "$@" ;; esac
        out=; for a; do [ "$out" = -of ] &&
          echo '{"result": {"language": "en"}, "transcription": []}' > "$a.json"; out="$a"; done
        """,
            program));

    Made made = transcribe(talk(), Map.of());

    assertThat(made.text("talk.vtt")).contains("history of music");
    assertThat(made.info().path("warnings").toString())
        .contains("ENGINE_ON_CPU")
        .doesNotContain("SPEECH_NOT_RECOGNISED");
  }

  @Test
  void writesValidSubtitlesWhateverTheEngineWrites() throws Exception {
    stub(
        """
        out=; for a; do [ "$out" = -of ] && printf '%b' '{"result": {"language": null}, "transcription": [
          {"offsets": {"from": 0, "to": 99999999}, "text": " a\\0001b\\n\\nc --> <d> & e", "tokens": [
            {"text": " a\\0001b", "offsets": {"from": 900, "to": 100}, "p": 0.9},
            {"text": "\\n\\nc", "offsets": {"from": -5, "to": 99999999}, "p": 0.9},
            {"text": " -->", "offsets": {"from": 300, "to": 300}, "p": 0.9},
            {"text": " <d>", "offsets": {"from": 300, "to": 300}, "p": 0.9},
            {"text": " & e", "offsets": null, "p": null},
            {"text": null}]},
          {"offsets": {"from": 200, "to": 100}, "text": null, "tokens": null}]}' > "$a.json"
        out="$a"; done
        """);

    Made made =
        transcribe(
            say("en.wav", "en-gb", MUSIC), Map.of("source_language", "en", "format", "vtt,srt"));

    assertThat(made.text("en.vtt")).contains("c", "&lt;d&gt;");
    assertThat(made.text("en.srt")).contains("<d>").doesNotContain("null");
  }

  @Test
  void detectsTheLanguageWhereTheEngineDoesNotKnowTheOneNamed() throws Exception {
    Made made = transcribe(say("en.wav", "en-gb", MUSIC), Map.of("source_language", "co"));

    assertThat(made.text("en.vtt")).contains("history of music");
    assertThat(made.about().path("detected_source_language").asText()).isEqualTo("en");
    assertThat(made.info().path("warnings").toString()).contains("LANGUAGE_UNKNOWN", "co");
  }

  @Test
  void showsASilenceAsSilenceWithDirectCurrentAndWithoutADetector() throws Exception {
    voiceActivity = Optional.empty();
    Path one = say("one.wav", "en-gb", MUSIC);
    double length = MediaLab.probe(one).path("format").path("duration").asDouble();
    Path offset =
        media.clip(
            "offset.wav",
            String.format(
                Locale.ROOT,
                "-i %s -af adelay=4000,apad=pad_dur=6,volume=0.5,dcshift=0.2 -ac 1",
                one));

    List<Shown> cues = shown(transcribe(offset, Map.of()).text("offset.vtt"));

    assertThat(cues).isNotEmpty();
    assertThat(cues.get(0).from()).isBetween(3.7, 4.4);
    assertThat(cues).allSatisfy(cue -> assertThat(cue.to()).isLessThanOrEqualTo(4 + length + 0.7));
  }

  @Test
  void proposesChaptersAtPausesAndNewSlides() throws Exception {
    chapters = true;
    Path one = say("one.wav", "en-gb", MUSIC);
    Path two = say("two.wav", "en-gb", TEACHER);
    Path lecture =
        media.clip(
            "lecture.mp4",
            String.format(
                Locale.ROOT,
                "-i %s -i %s -f lavfi -i color=white:s=320x180:r=5:d=19.5"
                    + " -f lavfi -i testsrc=s=320x180:r=5:d=20.5 -filter_complex"
                    + " [0:a]apad=whole_dur=20[a];[1:a]apad=whole_dur=20[b];[a][b]concat=n=2:v=0:a=1[s];"
                    + "[2:v][3:v]concat=n=2:v=1:a=0[v] -map [v] -map [s] %s",
                one,
                two,
                String.join(" ", MediaLab.FAST)));

    Made made = transcribe(lecture, Map.of("source_language", "en"));

    List<Shown> proposed = shown(made.text("chapters.vtt"));
    assertThat(proposed).hasSize(2);
    assertThat(proposed.get(0).from()).isZero();
    assertThat(proposed.get(1).from()).isBetween(19.8, 20.3);
    assertThat(proposed.get(0).text()).isEqualTo("Today, study, history");
    assertThat(proposed.get(1).text()).isEqualTo("Teacher, answers, every");
    assertThat(WebVttGrammar.problems(made.text("chapters.vtt"), 40_000)).isEmpty();
    assertThat(made.text("encoding.log")).contains("gt(scene");
  }
}
