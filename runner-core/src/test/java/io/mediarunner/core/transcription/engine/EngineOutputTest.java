package io.mediarunner.core.transcription.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mediarunner.core.text.Limits;
import io.mediarunner.core.transcription.captions.CueBuilder;
import io.mediarunner.core.transcription.captions.Subtitles;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.Word;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of the engines, in all existing variants. */
class EngineOutputTest {
  private static String recorded(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/speech", name));
  }

  @Test
  void tr23ReadsSubRipOfBothRevisionsOfTheFilter() throws Exception {
    List<Segment> early = FilterOutput.srt(recorded("filter-early.srt")).segments();
    List<Segment> later = FilterOutput.srt(recorded("filter-later.srt")).segments();

    assertThat(early).hasSize(2);
    assertThat(early.get(0).startSeconds()).isEqualTo(0.1);
    assertThat(early.get(1).endSeconds()).isEqualTo(31.75);
    assertThat(later).hasSize(2);
    assertThat(later.get(1).startSeconds()).isEqualTo(90.0);
    assertThat(later.get(1).text()).isEqualTo("Veuillez fermer la porte.");
    String written =
        Subtitles.srt(
            new CueBuilder("fr")
                .build(later.stream().flatMap(s -> s.timedWords().stream()).toList()));
    assertThat(written).startsWith("1\n00:00:00,100 --> ").contains("\n\n2\n00:01:30,000 --> ");
  }

  @Test
  void tr24ReadsQuotesAndBackslashesThatNobodyEscaped() throws Exception {
    ChunkTranscript transcribed = FilterOutput.json(recorded("filter.json"));

    assertThat(transcribed.segments())
        .extracting(Segment::text)
        .containsExactly("He said \"no\" \\ and left.", "Cette vidéo est {très} courte.");
    assertThat(transcribed.segments().get(1).endSeconds()).isEqualTo(3.1);
  }

  @Test
  void refusesAResultThatIsLargerThanItsLimit(@TempDir Path folder) throws Exception {
    WhisperCli engine = new WhisperCli(folder.resolve("whisper-cli"), "1.0");
    byte[] empty = "{\"transcription\":[]}".getBytes(StandardCharsets.UTF_8);
    byte[] largest = Arrays.copyOf(empty, Limits.RESULT);
    Arrays.fill(largest, empty.length, largest.length, (byte) ' ');
    Path result = Files.write(folder.resolve("chunk.json"), largest);

    assertThat(engine.read(result).segments()).isEmpty();
    try (RandomAccessFile file = new RandomAccessFile(result.toFile(), "rw")) {
      file.setLength(Limits.RESULT + 1L);
    }
    assertThatThrownBy(() -> engine.read(result))
        .isInstanceOf(IOException.class)
        .hasMessage("chunk.json is larger than 16777216 bytes");
  }

  @Test
  void readsNoHalfOfTheFiltersJson() {
    assertThatThrownBy(() -> FilterOutput.json("{\"start\":100,\"end\":1300,\"te"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(FilterOutput.json("").segments()).isEmpty();
  }

  @Test
  void readsWordsInsideAndBesideSegments() {
    String inside =
        """
        {"language":"english","detected_language":"french","detected_language_probability":0.97,
         "segments":[{"start":0.5,"end":1.5,"text":" l'usage.","words":[
          {"word":" l","start":0.5,"end":0.6,"probability":0.5},
          {"word":"'","start":0.6,"end":0.7,"probability":0.5},
          {"word":"usage","start":0.7,"end":1.2,"probability":1.0},
          {"word":".","start":1.2,"end":1.5,"probability":0.8}]}]}
        """;
    String beside =
        """
        {"language":"english","segments":[{"start":0.0,"end":1.0,"text":"Good morning."}],
         "words":[{"word":"Good","start":0.0,"end":0.4},{"word":"morning","start":0.4,"end":0.9}]}
        """;

    ChunkTranscript own = VerboseJson.parse(inside.getBytes(StandardCharsets.UTF_8));
    ChunkTranscript openAi = VerboseJson.parse(beside.getBytes(StandardCharsets.UTF_8));

    assertThat(own.language()).isEqualTo("fr");
    assertThat(VerboseJson.languageProbability(inside.getBytes(StandardCharsets.UTF_8)))
        .isCloseTo(0.97, within(1e-9));
    assertThat(own.segments().get(0).words()).extracting(Word::text).containsExactly("l'usage.");
    assertThat(openAi.language()).isEqualTo("en");
    assertThat(openAi.segments().get(0).words())
        .extracting(Word::text)
        .containsExactly("Good", "morning");
    assertThatThrownBy(
            () -> VerboseJson.parse("{\"error\":\"x\"}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tr15BelievesAServiceThatTakesItsOwnTextForSilence() {
    String toolLog =
        """
        {"segments":[
          {"start":0,"end":1,"text":" Salut","no_speech_prob":0.91,"avg_logprob":-0.3},
          {"start":1,"end":2,"text":" Merci.","no_speech_prob":0.91,"avg_logprob":-1.2}]}
        """;

    assertThat(VerboseJson.parse(toolLog.getBytes(StandardCharsets.UTF_8)).segments())
        .extracting(Segment::text)
        .containsExactly("Salut");
  }

  @Test
  void readsTheSpeechDetectorsSecondsAndNotItsHundredths() {
    String toolLog =
        """
        whisper_vad_segments_from_probs: VAD segment 0: start = 0.29, end = 2.21 (duration: 1.92)
        whisper_vad_segments_from_probs: VAD segment 1: start = 2.35, end = 2.90 (duration: 0.55)
        whisper_vad_segments_from_probs: VAD segment 2: start = 30.00, end = 31.00 (duration: 1.00)

        Detected 3 speech segments:
        Speech segment 0: start = 29.00, end = 221.00
        """;

    SpeechRegions regions = SpeechRegions.ofVad(toolLog.lines(), 31.05);

    assertThat(regions.speech()).as("also where only a breath is between them").hasSize(3);
    assertThat(regions.speech().get(0).startSeconds()).isCloseTo(0.19, within(1e-9));
    assertThat(regions.speech().get(0).endSeconds()).isCloseTo(2.28, within(1e-9));
    assertThat(regions.speech().get(1).startSeconds()).isCloseTo(2.28, within(1e-9));
    assertThat(regions.speech().get(1).endSeconds()).isCloseTo(3.0, within(1e-9));
    assertThat(regions.speechEnd()).isEqualTo(31.05);
  }
}
