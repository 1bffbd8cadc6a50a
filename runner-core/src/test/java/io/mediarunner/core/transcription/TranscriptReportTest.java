package io.mediarunner.core.transcription;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.json.Json;
import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.WhisperCli;
import io.mediarunner.core.transcription.speech.Dropped;
import io.mediarunner.core.transcription.speech.LanguagePart;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechModel;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Byte for byte what the platform has been reading so far. */
class TranscriptReportTest {
  private static final SpeechEngine ENGINE = new WhisperCli(Path.of("/bin/whisper-cli"), "1.9.1");
  private static final SpeechRegions REGIONS =
      new SpeechRegions(List.of(new Interval(0.5, 9), new Interval(40, 118.1234)), 120.0049);
  private static final List<Cue> CUES =
      List.of(
          new Cue(500, 8_000, List.of("Bonjour.")),
          new Cue(26_000, 27_000, List.of("Oui.")),
          new Cue(60_000, 61_000, List.of("Non.")));
  private static final List<Segment> SEGMENTS =
      List.of(
          new Segment(0.5, 8, "Bonjour.", List.of(new Word("Bonjour.", 0.5, 8, 0.91239))),
          new Segment(26, 27, "Oui, oui.", List.of()));

  @TempDir Path folder;

  private static TranscriptionParameters wanted(String language, String source) {
    return new TranscriptionParameters(
        language, source, List.of("vtt"), SpeechModel.TURBO, false, "");
  }

  private static LanguageDetection.Spoken spoken(Map<String, Double> shares) {
    return new LanguageDetection.Spoken(
        shares, List.of(new LanguagePart(new Interval(0, 101), "fr")));
  }

  private void assertGolden(String name, TranscriptReport report) throws IOException {
    Path made = folder.resolve("report.json");
    Json.writePretty(made, Map.of("transcription", report.json()));
    Path golden = Path.of("src/test/resources/golden", name + ".json");
    assertThat(Files.readString(made)).isEqualTo(Files.readString(golden));
  }

  @Test
  void tellsOfSpeech() throws Exception {
    Map<String, Double> shares = new LinkedHashMap<>();
    shares.put("fr", 0.87654);
    shares.put("en", 0.12346);
    assertGolden(
        "transcript-speech",
        new TranscriptReport(
            wanted("auto", "fr"),
            Optional.of(ENGINE),
            Optional.of(Path.of("/m/ggml-small.bin")),
            true,
            4,
            "fr",
            new LanguageDetection.Spoken(
                shares,
                List.of(
                    new LanguagePart(new Interval(0.5, 29), "fr"),
                    new LanguagePart(new Interval(30.00049, 100), "en"))),
            SEGMENTS,
            List.of(
                new Dropped(Dropped.Reason.REPETITION, 40.00049, "Oui, oui."),
                new Dropped(Dropped.Reason.OUTSIDE_SPEECH, 99, "Merci."),
                new Dropped(Dropped.Reason.REPETITION, 41, "Oui, oui.")),
            CUES,
            REGIONS,
            true,
            7,
            Optional.empty(),
            Optional.empty(),
            new TranscriptReport.Repaired(List.of(new Interval(70, 100.5)), 1, 2),
            List.of()));
  }

  @Test
  void tellsOfATranslation() throws Exception {
    assertGolden(
        "transcript-translated",
        new TranscriptReport(
            wanted("en", "auto"),
            Optional.of(ENGINE),
            Optional.empty(),
            false,
            2,
            "fr",
            spoken(Map.of("fr", 1.0)),
            SEGMENTS,
            List.of(),
            CUES.subList(0, 1),
            REGIONS,
            false,
            7,
            Optional.of(new Translation.Translated(CUES, "whisper-cli", true)),
            Optional.of("talk.fr.vtt"),
            TranscriptReport.Repaired.NOTHING,
            List.of()));
    assertGolden(
        "transcript-translated-elsewhere",
        new TranscriptReport(
            wanted("en", "auto"),
            Optional.of(ENGINE),
            Optional.empty(),
            false,
            2,
            "fr",
            spoken(Map.of()),
            List.of(),
            List.of(),
            CUES,
            REGIONS,
            false,
            7,
            Optional.of(new Translation.Translated(CUES, "http://t.example", false)),
            Optional.empty(),
            TranscriptReport.Repaired.NOTHING,
            List.of()));
  }

  @Test
  void tellsOfSilence() throws Exception {
    assertGolden(
        "transcript-silence",
        new TranscriptReport(
            wanted("de", "auto"),
            Optional.empty(),
            Optional.empty(),
            false,
            2,
            "",
            new LanguageDetection.Spoken(Map.of(), List.of()),
            List.of(),
            List.of(),
            List.of(),
            new SpeechRegions(List.of(), 12),
            true,
            0,
            Optional.empty(),
            Optional.empty(),
            TranscriptReport.Repaired.NOTHING,
            List.of()));
  }
}
