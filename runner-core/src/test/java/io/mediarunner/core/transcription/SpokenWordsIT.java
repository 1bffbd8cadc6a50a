package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.json.Json;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import io.mediarunner.core.transcription.vocabulary.Corrected;
import io.mediarunner.core.transcription.vocabulary.Glossary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is said is transcribed. Also for a real model: {@code bin/test --with-model FILE}. */
class SpokenWordsIT extends SpeechLab {
  @Test
  void tr01tr34WritesSubtitlesOfWhatIsSaidAndNothingElse() throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);
    Path talk =
        media.clip(
            "en.mp4",
            String.format(
                Locale.ROOT,
                "-f lavfi -i testsrc=s=320x240:r=10 -i %s -shortest %s",
                audio,
                String.join(" ", MediaLab.FAST)));

    Made made = transcribe(talk, Map.of("video_id", "842", "video_title", "Été"));

    assertThat(made.text("en.vtt"))
        .startsWith("WEBVTT\n\n00:00:00.")
        .containsIgnoringCase("we study the history of music")
        .doesNotContain("no sound"); // which the fixture invents behind it
    assertThat(made.text("en.vtt").lines().toList())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40));
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

    assertThat(made.text("fr.vtt")).containsIgnoringCase("bienvenue dans ce cours de science");
    assertThat(made.about().path("requested_source_language").asText()).isEqualTo("fr");
    assertThat(made.about().path("language_detection")).isEmpty();
    assertThat(made.text("encoding.log")).contains(" -l fr ").doesNotContain(" -l auto ", " -dl");
  }

  @Test
  void tr02LeavesAnElisionInOnePiece() throws Exception {
    Path audio = say("fr.wav", "fr-fr", "aujourd'hui nous parlons de la musique");

    assertThat(transcribe(audio, Map.of("source_language", "fr")).text("fr.vtt"))
        .containsIgnoringCase("aujourd'hui nous parlons");
  }

  @Test
  void tr03WritesSubRipOrBoth() throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);

    Made srt = transcribe(audio, Map.of("format", "srt"));
    Made both = transcribe(audio, Map.of("format", "vtt,srt"));

    assertThat(srt.files()).contains("en.srt").doesNotContain("en.vtt");
    assertThat(srt.text("en.srt"))
        .startsWith("1\n00:00:00,")
        .containsIgnoringCase("study the history of music");
    assertThat(both.files()).contains("en.srt", "en.vtt");
    assertThat(texts(both.text("en.srt"))).isEqualTo(texts(both.text("en.vtt"))).isNotEmpty();
  }

  @Test
  void tr08FindsNoSpeechInNoiseOrMusic() throws Exception {
    Path noise =
        media.clip("noise.wav", "-f lavfi -i anoisesrc=c=pink:a=0.3:d=20:seed=1 -ac 1 -ar 16000");
    Path music =
        media.clip(
            "music.wav",
            "-f lavfi -i sine=f=440:d=20 -f lavfi -i sine=f=660:d=20 -filter_complex [0:a][1:a]amix,tremolo=f=4 -ac 1 -ar 16000");

    assertThat(transcribe(noise, Map.of()).text("noise.vtt")).isEqualTo("WEBVTT\n\n");
    assertThat(transcribe(music, Map.of()).text("music.vtt")).isEqualTo("WEBVTT\n\n");
  }

  /** What the cues say, without numbers and times. */
  private static List<String> texts(String subtitles) {
    return subtitles
        .lines()
        .filter(line -> line.matches(".*\\p{L}.*") && !line.equals("WEBVTT"))
        .toList();
  }

  @Test
  void tr27TranscribesTheSameInPiecesAsInOneGo() throws Exception {
    Path talk = talk();
    int words = transcribe(talk, Map.of()).about().path("word_count").asInt();
    threshold = Duration.ofSeconds(2);

    Made made = transcribe(talk, Map.of());

    String text = made.text("talk.vtt");
    assertThat(text.split("history of music", -1)).hasSize(3);
    assertThat(text.split("answers every question", -1)).hasSize(3);
    assertThat(made.about().path("pieces").asInt()).isEqualTo(4);
    assertThat(made.about().path("word_count").asInt()).isEqualTo(words);
    assertThat(made.text("encoding.log").split("loading model from", -1))
        .as("one load to detect the language, one for all pieces")
        .hasSize(3);
  }

  @Test
  void showsCuesOnlyWhileSomebodySpeaks() throws Exception {
    Path toolLog = say("one.wav", "en-gb", MUSIC);
    Path late =
        media.clip(
            "late.wav",
            String.format(
                Locale.ROOT,
                "-f lavfi -i anullsrc=r=16000:cl=mono:d=4 -i %s -i %s -filter_complex [1:a]apad=pad_dur=5[b];[0:a][b][2:a]concat=n=3:v=0:a=1 -ac 1",
                toolLog,
                say("two.wav", "en-gb", TEACHER)));
    double length = MediaLab.probe(toolLog).path("format").path("duration").asDouble();

    List<String> cues =
        transcribe(late, Map.of())
            .text("late.vtt")
            .lines()
            .filter(line -> line.contains("-->"))
            .toList();

    assertThat(cues).hasSize(2);
    assertThat(seconds(cues.get(0).substring(0, 12))).isBetween(3.8, 4.2);
    assertThat(seconds(cues.get(0).substring(17))).isBetween(4 + length - 0.5, 4 + length + 0.6);
    double second = 4 + length + 5;
    assertThat(seconds(cues.get(1).substring(0, 12))).isBetween(second - 0.2, second + 0.2);
  }

  @Test
  void tr28PutsSpeechWhereItIsAcrossALongSilence() throws Exception {
    Path first = say("one.wav", "en-gb", MUSIC);
    Path second = say("two.wav", "en-gb", TEACHER);
    Path gap =
        media.clip(
            "gap.wav",
            String.format(
                Locale.ROOT,
                "-i %s -i %s -filter_complex [0:a]apad=pad_dur=35[a];[a][1:a]concat=n=2:v=0:a=1 -ac 1",
                first,
                second));
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

  @Test
  void spellsWhatSoundsLikeATermOfTheVocabulary() throws Exception {
    Path audio = say("en.wav", "en-gb", MUSIC);
    stub(
        """
        said='{"result": {"language": "en"}, "transcription": [{
          "offsets": {"from": 100, "to": 1900}, "text": " the foorier study of music", "tokens": [
          {"text": " the", "offsets": {"from": 100, "to": 300}, "id": 1, "p": 0.95},
          {"text": " foorier", "offsets": {"from": 300, "to": 700}, "id": 2, "p": 0.4},
          {"text": " study", "offsets": {"from": 700, "to": 1100}, "id": 3, "p": 0.9},
          {"text": " of", "offsets": {"from": 1100, "to": 1300}, "id": 4, "p": 0.9},
          {"text": " music", "offsets": {"from": 1300, "to": 1900}, "id": 5, "p": 0.9}]}]}'
        for a; do case "$a" in */piece-*.wav) ;; */piece-*) echo "$said" > "$a.json" ;; esac; done
        """);

    Made made =
        transcribe(audio, Map.of("source_language", "en", "vocabulary", "Laplace, Fourier"));

    assertThat(made.text("en.vtt")).contains("the Fourier study of music");
    assertThat(made.text("en.txt")).contains("the Fourier study of music");
    assertThat(made.about().path("terms")).hasSize(1);
    assertThat(made.about().path("terms").get(0).path("heard").asText()).isEqualTo("foorier");
    assertThat(made.about().path("terms").get(0).path("term").asText()).isEqualTo("Fourier");
  }

  /**
   * The test model is unsure of some words, but hears none wrong in a single sound: recall cannot
   * rise with it. What the real engine is sure of stays, and so does all that sounds like no term.
   */
  @Test
  void findsTermsOnlyWhereTheRealEngineIsUnsure() throws Exception {
    Path audio = say("en.wav", "en-gb", "welcome to this lecture on mathematics");
    Made made = transcribe(audio, Map.of("source_language", "en"));
    List<Word> words = new ArrayList<>();
    for (var segment : Json.read(made.folder().resolve("en.words.json")).path("segments")) {
      for (var word : segment.path("words")) {
        words.add(
            new Word(
                word.path("t").asText(),
                word.path("s").asDouble(),
                word.path("e").asDouble(),
                word.path("p").asDouble()));
      }
    }
    assertThat(words).hasSize(6);
    List<Word> unsure = words.stream().filter(w -> w.probability() < Glossary.UNSURE).toList();
    if (System.getProperty("speech.model", "").isEmpty()) {
      assertThat(unsure).extracting(Word::text).containsExactly("Welcome");
    }
    String terms =
        Files.readAllLines(Path.of("src/test/resources/speech/misheard-terms.tsv")).stream()
            .map(line -> line.split("\t")[0])
            .collect(Collectors.joining(", "));

    List<Segment> said = List.of(Segment.of(words));
    assertThat(new Glossary(terms).apply(said).corrected()).isEmpty();
    assertThat(new Glossary(terms + ", Welkom, lekture, mathematix").apply(said).corrected())
        .extracting(Corrected::term)
        .isEqualTo(unsure.stream().map(w -> "Welkom").toList());
  }
}
