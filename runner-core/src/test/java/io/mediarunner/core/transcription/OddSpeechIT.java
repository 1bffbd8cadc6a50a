package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.transcription.engine.VoiceActivity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings that nobody would make, and many people have. */
class OddSpeechIT extends SpeechLab {
  private static final String SAID = "study the history of music";

  /** The sentence at 1 s, a second of silence behind it; then what a case does to it. */
  private Path sentence() throws Exception {
    return media.clip(
        "sentence.wav",
        "-i " + say("voice.wav", "en-gb", MUSIC) + " -af adelay=1000,apad=pad_dur=1 -ac 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "right only ! right.wav ! -af pan=stereo|c0=0*c0|c1=c0",
        "centre of 5.1 ! centre.flac ! -af pan=5.1|FC=c0",
        "nearly opposite ! nearly.wav ! -af pan=stereo|c0=c0|c1=-0.8*c0",
        "192 kHz ! hi.flac ! -ar 192000 -sample_fmt s32",
        "very quiet ! quiet.wav ! -af volume=-40dB -c:a pcm_s24le",
        "hum and direct current ! hum.wav ! -f lavfi -i sine=f=50:d=5 -filter_complex"
            + " [1:a]volume=-6dB[h];[0:a][h]amix=duration=shortest:normalize=0,dcshift=0.3",
        "music below ! music.wav ! -f lavfi -i sine=f=440:d=5 -f lavfi -i sine=f=554:d=5 -filter_complex"
            + " [1:a][2:a]amix=normalize=0,volume=-14dB,tremolo=f=3[m];"
            + "[0:a][m]amix=duration=shortest:normalize=0",
        "noise 20 dB below ! noise.wav ! -f lavfi -i anoisesrc=c=pink:a=0.02:d=5:seed=2"
            + " -filter_complex [0:a][1:a]amix=duration=shortest:normalize=0",
        "opus without a length ! live.webm ! -c:a libopus -b:a 64k -f webm -live 1",
        "mp3 ! voice.mp3 ! -c:a libmp3lame -b:a 64k",
      })
  void hearsTheSentenceWhereItIs(String what, String name, String arguments) throws Exception {
    Path source = media.clip(name, "-i " + sentence() + " " + arguments);

    Made made = transcribe(source, Map.of("source_language", "en", "format", "vtt,srt"));

    String vtt = name.replaceAll("\\..*", ".vtt");
    assertThat(made.text(vtt).replace('\n', ' ')).as(what).contains(SAID);
    List<Shown> cues = shown(made.text(vtt));
    assertThat(cues.get(0).from()).as(what).isBetween(0.85, 1.2);
    assertThat(cues.get(cues.size() - 1).to()).as(what).isLessThan(4.1);
  }

  /** Too distorted for the test model to know the sentence; its place is known all the same. */
  @ParameterizedTest
  @CsvSource({
    "phone.wav, -ar 8000 -c:a pcm_alaw",
    "clipped.wav, -af volume=18dB -c:a pcm_f32le",
  })
  void showsDistortedSpeechWhereItIs(String name, String arguments) throws Exception {
    Path source = media.clip(name, "-i " + sentence() + " " + arguments);

    Made made = transcribe(source, Map.of("source_language", "en"));

    List<Shown> cues = shown(made.text(name.replace(".wav", ".vtt")));
    assertThat(cues).isNotEmpty();
    assertThat(cues.get(0).from()).isBetween(0.85, 1.2);
    assertThat(cues.get(cues.size() - 1).to()).isLessThan(4.1);
  }

  @Test
  void hearsBothPartsOfARecordingJoinedByteByByte() throws Exception {
    byte[] part =
        Files.readAllBytes(media.clip("part.mka", "-i " + sentence() + " -af apad -t 5 -c:a flac"));
    Path source = Files.write(folder.resolve("joined.mka"), part);
    Files.write(source, part, StandardOpenOption.APPEND);

    Made made = transcribe(source, Map.of("source_language", "en"));

    List<Shown> cues = shown(made.text("joined.vtt"));
    assertThat(made.text("joined.vtt").replace('\n', ' ').split(SAID, -1)).hasSize(3);
    assertThat(cues.get(0).from()).isBetween(0.85, 1.2);
    assertThat(cues).anySatisfy(cue -> assertThat(cue.from()).isBetween(5.85, 6.2));
  }

  @Test
  void hearsAnMp3ThatBeginsWithRubbish() throws Exception {
    byte[] mp3 =
        Files.readAllBytes(media.clip("good.mp3", "-i " + sentence() + " -c:a libmp3lame"));
    byte[] bad = new byte[mp3.length + 3000];
    for (int i = 0; i < 3000; i++) {
      bad[i] = (byte) (i * 31 % 250); // no frame begins here
    }
    System.arraycopy(mp3, 0, bad, 3000, mp3.length);
    Path source = Files.write(folder.resolve("bad.mp3"), bad);

    Made made = transcribe(source, Map.of("source_language", "en"));

    assertThat(made.text("bad.vtt").replace('\n', ' ')).contains(SAID);
    assertThat(shown(made.text("bad.vtt")).get(0).from()).isBetween(0.85, 1.3);
  }

  @Test
  void showsSpeechFromTheFirstSampleToTheLast() throws Exception {
    Path source =
        media.clip(
            "whole.wav",
            "-i "
                + say("voice.wav", "en-gb", MUSIC)
                + " -af silenceremove=start_periods=1:start_threshold=-40dB,areverse,"
                + "silenceremove=start_periods=1:start_threshold=-40dB,areverse -ac 1");

    Made made = transcribe(source, Map.of("source_language", "en", "format", "vtt,srt"));

    List<Shown> cues = shown(made.text("whole.vtt"));
    assertThat(cues.get(0).from()).isLessThanOrEqualTo(0.15);
    assertThat(made.text("whole.vtt").replace('\n', ' ')).contains(SAID);
    assertThat(made.text("whole.srt")).startsWith("1\n00:00:00,");
  }

  @Test
  void keepsAFifthOfASecondOfSpeechInItsPlaceOrSaysThatThereIsNone() throws Exception {
    Path word = say("word.wav", "en-gb", "music");
    Path source =
        media.clip(
            "short.wav", "-i " + word + " -af atrim=0.1:0.3,adelay=2000,apad=whole_dur=5 -ac 1");

    Made made = transcribe(source, Map.of("source_language", "en"));

    List<Shown> cues = shown(made.text("short.vtt"));
    assertThat(cues).allSatisfy(cue -> assertThat(cue.from()).isBetween(1.85, 2.3));
    assertThat(cues).allSatisfy(cue -> assertThat(cue.to()).isLessThan(3));
    assertThat(cues.isEmpty())
        .isEqualTo(
            made.info().path("warnings").toString().matches(".*(NO_SPEECH|NOT_RECOGNISED).*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.05", "0.1"})
  void findsNoSpeechInNextToNothing(String seconds) throws Exception {
    Path source =
        media.clip("tiny.wav", "-f lavfi -i sine=f=300:r=16000 -t 1 -af atrim=0:" + seconds);

    Made made = transcribe(source, Map.of("format", "vtt,srt"));

    assertThat(made.text("tiny.vtt")).isEqualTo("WEBVTT\n\n");
    assertThat(made.text("tiny.srt")).isEmpty();
    assertThat(made.info().path("warnings").toString()).contains("NO_SPEECH");
  }

  @Test
  void beginsTheSentenceBehindAThirdOfASecond() throws Exception {
    String trimmed =
        ",silenceremove=start_periods=1:start_threshold=-40dB,areverse,"
            + "silenceremove=start_periods=1:start_threshold=-40dB,areverse";
    Path one = say("one.wav", "en-gb", MUSIC);
    Path first = media.clip("first.wav", "-i " + one + " -af anull" + trimmed + " -ac 1");
    Path two = say("two.wav", "en-gb", TEACHER);
    Path second = media.clip("second.wav", "-i " + two + " -af anull" + trimmed + " -ac 1");
    double length = MediaLab.probe(first).path("format").path("duration").asDouble();
    Path source =
        media.clip(
            "close.wav",
            String.format(
                Locale.ROOT,
                "-i %s -i %s -filter_complex [0:a]adelay=1000,apad=pad_dur=0.35[a];"
                    + "[1:a]apad=pad_dur=1[b];[a][b]concat=n=2:v=0:a=1 -ac 1",
                first,
                second));

    List<Shown> cues = shown(transcribe(source, Map.of()).text("close.vtt"));

    assertThat(cues).hasSize(2);
    assertThat(cues.get(0).from()).isBetween(0.9, 1.1);
    assertThat(cues.get(1).from()).isBetween(1 + length + 0.25, 1 + length + 0.45);
    assertThat(cues.get(1).text()).containsIgnoringCase("teacher answers");
  }

  /** A detector may notice a voice half a second late, and the first word would be cut off. */
  @Test
  void beginsWithTheFirstWordAfterALongSilence() throws Exception {
    Path voice = say("voice.wav", "fr-fr", "le professeur répond aux questions");
    Path trimmed =
        media.clip(
            "trimmed.wav",
            "-i " + voice + " -af silenceremove=start_periods=1:start_threshold=-40dB -ac 1");
    Path source =
        media.clip(
            "late.wav",
            "-i "
                + trimmed
                + " -f lavfi -i anoisesrc=c=white:a=0.004:d=30:r=16000:seed=3 -filter_complex"
                + " [0:a]adelay=24000,apad=whole_dur=30[a];[a][1:a]amix=duration=first:normalize=0 -ac 1");

    double length = MediaLab.probe(trimmed).path("format").path("duration").asDouble();
    voiceActivity =
        Optional.of(
            new VoiceActivity(
                script(
                    "late-detector",
                    String.format(
                        Locale.ROOT,
                        "echo 'VAD segment 0: start = 24.50, end = %.2f'; echo 'Detected 1 speech segments:'",
                        24 + length)),
                models.resolve("ggml-silero-v6.2.0.bin")));

    List<Shown> cues = shown(transcribe(source, Map.of("source_language", "fr")).text("late.vtt"));

    assertThat(cues.get(0).from()).isBetween(23.85, 24.15);
    assertThat(cues.get(0).text()).containsIgnoringCase("le professeur");
  }

  @Test
  void namesThreeLanguagesWithoutATimeTwice() throws Exception {
    List<String> inputs = new ArrayList<>();
    StringBuilder graph = new StringBuilder();
    String[][] said = {
      {"en-gb", MUSIC}, {"fr-fr", SCIENCE}, {"de", "die Geschichte der Musik ist lang"}
    };
    for (int i = 0; i < 9; i++) {
      String[] one = said[i / 3];
      inputs.add("-i " + say("v" + i + ".wav", one[0], one[1]));
      graph.append(String.format(Locale.ROOT, "[%d:a]apad=pad_dur=1[a%d];", i, i));
    }
    for (int i = 0; i < 9; i++) {
      graph.append("[a").append(i).append(']');
    }
    Path source =
        media.clip(
            "three.wav",
            String.join(" ", inputs) + " -filter_complex " + graph + "concat=n=9:v=0:a=1 -ac 1");

    Made made = transcribe(source, Map.of("format", "vtt,srt"));

    double end = 0;
    for (var part : made.about().path("languages")) {
      assertThat(part.path("from").asDouble()).isGreaterThanOrEqualTo(end - 0.001);
      end = part.path("to").asDouble();
      assertThat(part.path("language").asText()).hasSize(2);
    }
    assertThat(made.about().path("languages").size()).isGreaterThanOrEqualTo(2);
    assertThat(made.text("three.vtt")).contains("NOTE Languages\n");
  }

  @Test
  void takesTheFirstOfTwoTracksInTheSameLanguage() throws Exception {
    Path source =
        media.clip(
            "two.mkv",
            "-i "
                + say("one.wav", "en-gb", MUSIC)
                + " -i "
                + say("other.wav", "en-gb", TEACHER)
                + " -map 0 -map 1 -metadata:s:a:0 language=eng -metadata:s:a:1 language=eng -c:a flac");

    Made made = transcribe(source, Map.of("source_language", "en"));

    assertThat(made.text("two.vtt").replace('\n', ' ')).contains(SAID).doesNotContain("teacher");
    assertThat(made.info().path("warnings")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " , ;", "C++, f(x), [a-z]*, \\d+, $1, ^(?:, music)", "--help, -m"})
  void takesAnyVocabulary(String vocabulary) throws Exception {
    Made made = transcribe(sentence(), Map.of("source_language", "en", "vocabulary", vocabulary));

    assertThat(shown(made.text("sentence.vtt"))).isNotEmpty();
    assertThat(made.about().path("terms")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-x.wav", "a'b;[c]%d.wav", "été 日本 $HOME.wav", "a:b|c.wav"})
  void takesAnyName(String name) throws Exception {
    Path source = Files.copy(sentence(), folder.resolve(name));

    Made made = transcribe(source, Map.of("source_language", "en"));

    assertThat(made.files()).filteredOn(file -> file.endsWith(".vtt")).hasSize(1);
  }

  @Test
  void writesEveryScriptThatAnEngineWrites() throws Exception {
    String[] words = {
      "我们",
      "学习",
      "machine",
      "learning",
      "👩‍👩‍👧‍👦🎓",
      "مرحبا",
      "بالعالم",
      "שלום",
      "１２３",
      "42",
      "https://example.org/" + "a".repeat(90),
      "é",
      "ไทย",
      "한국어",
      "\\\"quoted\\\""
    };
    stub(answers(words, i -> "" + (i * 130), i -> "" + (i * 130 + 120), i -> "0.9"));

    Made made = transcribe(sentence(), Map.of("source_language", "en", "format", "vtt,srt"));

    String flat = made.text("sentence.srt").replaceAll("(?m)^(\\d+|.* --> .*)?\\R", "");
    assertThat(flat.replaceAll("\\s", ""))
        .contains(
            "machine", "👩‍👩‍👧‍👦🎓", "مرحبا", "بالعالم", "שלום", "a".repeat(90), "\"quoted\"")
        .doesNotContain("\uFFFD");
    assertThat(made.text("sentence.vtt").lines().filter(line -> !line.contains("-->")).toList())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
  }

  @ParameterizedTest
  @CsvSource({"nan, -nan", "-5, 1e999", "99999999999, -1", "0, 0", "null, inf", "500, 500"})
  void losesNoWordWhateverTheTimesOfAnEngineAre(String from, String to) throws Exception {
    String[] words = "today we study the history of music with many different words".split(" ");
    stub(answers(words, i -> from, i -> to, i -> i % 2 == 0 ? "nan" : "0.9"));

    Made made = transcribe(sentence(), Map.of("source_language", "en", "format", "vtt,srt"));

    assertThat(made.text("sentence.txt").strip()).isEqualTo(String.join(" ", words));
    assertThat(shown(made.text("sentence.vtt")))
        .allSatisfy(cue -> assertThat(cue.from()).isBetween(0.85, 4.0));
  }

  private interface Value {
    String of(int word);
  }

  /** An engine that writes these words, one segment from 0 to 2.5 s. */
  private static String answers(String[] words, Value from, Value to, Value probability) {
    StringBuilder tokens = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      tokens.append(
          String.format(
              Locale.ROOT,
              "%s{\"text\": \" %s\", \"offsets\": {\"from\": %s, \"to\": %s}, \"p\": %s}",
              i == 0 ? "" : ",\n",
              words[i],
              from.of(i),
              to.of(i),
              probability.of(i)));
    }
    return String.format(
        Locale.ROOT,
        """
        out=; for a; do [ "$out" = -of ] && cat > "$a.json" <<'END'
        {"result": {"language": "en"}, "transcription": [
          {"offsets": {"from": 0, "to": 2500}, "text": " %s", "tokens": [%s]}]}
        END
        out="$a"; done
        exit 0
        """,
        String.join(" ", words),
        tokens);
  }
}
