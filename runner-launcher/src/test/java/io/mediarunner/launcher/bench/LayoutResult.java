package io.mediarunner.launcher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.transcription.speech.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How the captions of one layout compare with what was said when.
 *
 * @param engine name
 * @param layout number
 * @param sentences in order of time
 * @param acrossSilence cues over more than a second of silence
 * @param invented words outside speech
 * @param cpu ours over the bare engine's
 */
record LayoutResult(
    String engine,
    int layout,
    List<Sentence> sentences,
    int acrossSilence,
    int invented,
    double cpu) {
  private static final double NEAR = 2;
  private static final double BESIDE = 0.3;
  private static final double JUST = 0.2;

  /**
   * A sentence.
   *
   * @param from its first sound, seconds
   * @param to its last sound
   * @param cueFrom where the nearest cue begins; NaN if none is near
   * @param cue its text
   * @param joined it goes on in the cue of the sentence before
   * @param shown some cue is there while it is spoken
   * @param heard by the bare engine
   * @param same our words are the right ones
   */
  record Sentence(
      String text,
      double from,
      double to,
      double cueFrom,
      String cue,
      boolean joined,
      boolean shown,
      boolean heard,
      boolean same) {
    double error() {
      return Math.abs(cueFrom - from);
    }
  }

  private record Shown(double from, double to, String text) {}

  /**
   * Compares.
   *
   * @param output folder of our results
   * @param name of the files there
   * @param bare what the engine by itself makes of the same recording
   */
  static LayoutResult of(
      String engine,
      int number,
      SpeechLayout layout,
      Path output,
      String name,
      List<Segment> bare,
      double cpu)
      throws IOException {
    List<Shown> cues = cues(Files.readString(output.resolve(name + ".vtt")));
    JsonNode words = new ObjectMapper().readTree(output.resolve(name + ".words.json").toFile());
    long across = cues.stream().filter(cue -> layout.silence(cue.from(), cue.to()) > 1).count();
    List<Sentence> sentences = new ArrayList<>();
    for (int i = 0; i < layout.sentences().size(); i++) {
      double before = i == 0 ? 0 : layout.sentences().get(i - 1).to();
      sentences.add(sentence(layout.sentences().get(i), before, cues, words, bare));
    }
    return new LayoutResult(engine, number, sentences, (int) across, invented(words, layout), cpu);
  }

  private static int invented(JsonNode words, SpeechLayout layout) {
    int invented = 0;
    for (JsonNode segment : words.path("segments")) {
      for (JsonNode word : segment.path("words")) {
        double middle = (word.path("s").asDouble() + word.path("e").asDouble()) / 2;
        boolean outside =
            layout.sentences().stream()
                .noneMatch(s -> middle > s.from() - BESIDE && middle < s.to() + BESIDE);
        invented += outside ? 1 : 0;
      }
    }
    return invented;
  }

  private static Sentence sentence(
      SpeechLayout.Said said, double before, List<Shown> cues, JsonNode words, List<Segment> bare) {
    Shown none = new Shown(Double.NaN, Double.NaN, "");
    Shown nearest =
        cues.stream()
            .filter(cue -> Math.abs(cue.from() - said.from()) < NEAR)
            .min(Comparator.comparingDouble(cue -> Math.abs(cue.from() - said.from())))
            .orElse(none);
    boolean joined =
        cues.stream().anyMatch(cue -> cue.from() < before - JUST && cue.to() > said.from() + JUST);
    boolean shown = cues.stream().anyMatch(c -> c.from() < said.to() && c.to() > said.from());
    return new Sentence(
        said.text(),
        said.from(),
        said.to(),
        nearest.from(),
        nearest.text(),
        joined,
        shown,
        heard(bare, said),
        same(words, said));
  }

  private static List<Shown> cues(String vtt) {
    List<Shown> cues = new ArrayList<>();
    for (String block : vtt.split("\n\n")) {
      String[] lines = block.strip().split("\n", 2);
      if (lines[0].contains(" --> ") && lines.length == 2) {
        cues.add(
            new Shown(
                seconds(lines[0].substring(0, 12)), seconds(lines[0].substring(17)), lines[1]));
      }
    }
    return cues;
  }

  private static double seconds(String time) {
    String[] parts = time.split(":");
    return Integer.parseInt(parts[0]) * 3600
        + Integer.parseInt(parts[1]) * 60
        + Double.parseDouble(parts[2]);
  }

  private static boolean heard(List<Segment> bare, SpeechLayout.Said said) {
    return bare.stream()
        .anyMatch(
            s ->
                normal(s.text()).contains(normal(said.text()))
                    && s.startSeconds() < said.to() + NEAR
                    && s.endSeconds() > said.from() - NEAR);
  }

  private static boolean same(JsonNode words, SpeechLayout.Said said) {
    for (JsonNode segment : words.path("segments")) {
      boolean near =
          segment.path("start").asDouble() < said.to() + NEAR
              && segment.path("end").asDouble() > said.from() - NEAR;
      if (near && normal(segment.path("text").asText()).contains(normal(said.text()))) {
        return true;
      }
    }
    return false;
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
