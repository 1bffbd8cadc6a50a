package io.mediarunner.launcher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.transcription.speech.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Compares captions with what was said when, over many layouts. */
final class CaptionFigures {
  private static final double NEAR = 2;
  private static final double BESIDE = 0.3;

  private final List<Double> startErrors = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private int sentences;
  private int acrossSilence;
  private int invented;
  private int lost;
  private int other;

  private record Shown(double from, double to) {}

  /**
   * Adds one layout.
   *
   * @param output folder of our results
   * @param name of the files there
   * @param bare what the engine by itself makes of the same recording
   * @param cpu ours over the bare engine's; NaN if it cannot be measured
   */
  void add(SpeechLayout layout, Path output, String name, List<Segment> bare, double cpu)
      throws IOException {
    List<Shown> cues = cues(Files.readString(output.resolve(name + ".vtt")));
    JsonNode words = new ObjectMapper().readTree(output.resolve(name + ".words.json").toFile());
    for (Shown cue : cues) {
      acrossSilence += layout.silence(cue.from(), cue.to()) > 1 ? 1 : 0;
    }
    for (JsonNode segment : words.path("segments")) {
      for (JsonNode word : segment.path("words")) {
        double middle = (word.path("s").asDouble() + word.path("e").asDouble()) / 2;
        boolean outside =
            layout.sentences().stream()
                .noneMatch(s -> middle > s.from() - BESIDE && middle < s.to() + BESIDE);
        invented += outside ? 1 : 0;
      }
    }
    for (SpeechLayout.Said said : layout.sentences()) {
      sentences++;
      cues.stream()
          .mapToDouble(cue -> Math.abs(cue.from() - said.from()))
          .filter(error -> error < NEAR)
          .min()
          .ifPresent(startErrors::add);
      boolean shown = cues.stream().anyMatch(c -> c.from() < said.to() && c.to() > said.from());
      boolean heard = heard(bare, said);
      lost += heard && !shown ? 1 : 0;
      other += heard && shown && !same(words, said) ? 1 : 0;
    }
    if (!Double.isNaN(cpu)) {
      ratios.add(cpu);
    }
  }

  private static List<Shown> cues(String vtt) {
    return vtt.lines()
        .filter(line -> line.contains(" --> "))
        .map(line -> new Shown(seconds(line.substring(0, 12)), seconds(line.substring(17))))
        .toList();
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

  void print(String engine) {
    Collections.sort(startErrors);
    BenchRuns.row(engine, "cue start error, median, s", number(at(0.5), "%.3f"), "≤ 0.1");
    BenchRuns.row(engine, "cue start error, 95th percentile, s", number(at(0.95), "%.3f"), "≤ 0.2");
    BenchRuns.row(engine, "cues over more than 1 s of silence", "" + acrossSilence, "0");
    BenchRuns.row(engine, "words invented outside speech", "" + invented, "0");
    BenchRuns.row(
        engine,
        "sentences that the bare engine hears and we lose, of " + sentences,
        "" + lost,
        "0");
    BenchRuns.row(
        engine, "sentences that the bare engine hears and we hear otherwise", "" + other, "");
    Collections.sort(ratios);
    double median = ratios.isEmpty() ? Double.NaN : ratios.get(ratios.size() / 2);
    BenchRuns.row(engine, "CPU, ours / bare engine, median", number(median, "%.2f"), "≤ 1.05");
  }

  private double at(double share) {
    return startErrors.isEmpty()
        ? Double.NaN
        : startErrors.get(
            (int) Math.min(startErrors.size() - 1L, (long) (share * startErrors.size())));
  }

  private static String number(double value, String format) {
    return Double.isNaN(value) ? "not measured" : String.format(Locale.ROOT, format, value);
  }
}
