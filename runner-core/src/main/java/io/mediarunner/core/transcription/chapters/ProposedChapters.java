package io.mediarunner.core.transcription.chapters;

import io.mediarunner.core.media.WebVtt;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Chapters of a lecture: they begin where a pause of 2 s or more, or a change of the picture, or
 * best both, separates what is said. Pure.
 */
public final class ProposedChapters {
  /** Name of the file. */
  public static final String NAME = "chapters.vtt";

  private static final double PAUSE = 2;
  private static final double LONGEST_PAUSE = 10;

  /** A new slide at a pause weighs more than the longest pause. */
  private static final double NEW_PICTURE = 10;

  /** A picture changes at a pause if it does so this close to it, seconds. */
  private static final double NEAR = 3;

  private static final double SHORTEST = 15;
  private static final double LONG_ENOUGH = 120;
  private static final int MOST = 12;

  /**
   * A chapter.
   *
   * @param startSeconds from the recording's beginning
   * @param endSeconds where the next one starts, or the recording ends
   */
  public record Chapter(double startSeconds, double endSeconds, String title) {}

  private record Border(double at, double weight) {}

  private ProposedChapters() {}

  /**
   * Proposes chapters; none where nothing separates the recording into two at least.
   *
   * @param segments what is said, in order
   * @param scenes when the picture changes, seconds, ascending
   * @param seconds length of the recording
   */
  public static List<Chapter> of(List<Segment> segments, List<Double> scenes, double seconds) {
    List<Word> words = segments.stream().flatMap(s -> s.timedWords().stream()).toList();
    double shortest = Math.max(SHORTEST, Math.min(LONG_ENOUGH, seconds / MOST));
    NavigableSet<Double> starts = new TreeSet<>(List.of(0.0));
    borders(words, scenes).stream()
        .sorted(
            Comparator.comparingDouble((Border b) -> -b.weight()).thenComparingDouble(Border::at))
        .forEach(border -> choose(border.at(), starts, shortest, seconds));
    if (starts.size() < 2) {
      return List.of();
    }
    List<Double> ordered = List.copyOf(starts);
    List<List<Word>> sections = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      double from = ordered.get(i);
      double to = i + 1 < ordered.size() ? ordered.get(i + 1) : Double.MAX_VALUE;
      sections.add(
          words.stream().filter(w -> w.startSeconds() >= from && w.startSeconds() < to).toList());
    }
    List<String> titles = ChapterTitles.of(sections);
    List<Chapter> chapters = new ArrayList<>();
    for (int i = 0; i < ordered.size(); i++) {
      double end = i + 1 < ordered.size() ? ordered.get(i + 1) : seconds;
      chapters.add(new Chapter(ordered.get(i), end, titles.get(i)));
    }
    return chapters;
  }

  private static void choose(
      double at, NavigableSet<Double> starts, double shortest, double seconds) {
    Double before = starts.floor(at);
    Double after = starts.ceiling(at);
    boolean room =
        (before == null || at - before >= shortest)
            && (after == null || after - at >= shortest)
            && seconds - at >= shortest;
    if (room) {
      starts.add(at);
    }
  }

  /** Each at the beginning of a word: nobody is cut off. */
  private static List<Border> borders(List<Word> words, List<Double> scenes) {
    List<Border> borders = new ArrayList<>();
    double end = 0;
    for (Word word : words) {
      double start = word.startSeconds();
      double pause = start - end;
      double from = end - NEAR;
      boolean picture =
          pause > 0 && scenes.stream().anyMatch(at -> at >= from && at <= start + NEAR);
      if (pause >= PAUSE) {
        borders.add(
            new Border(start, Math.min(LONGEST_PAUSE, pause) + (picture ? NEW_PICTURE : 0)));
      }
      end = Math.max(end, word.endSeconds());
    }
    for (double scene : scenes) {
      words.stream()
          .map(Word::startSeconds)
          .filter(start -> start >= scene && start <= scene + NEAR)
          .findFirst()
          .ifPresent(start -> borders.add(new Border(start, PAUSE)));
    }
    return borders;
  }

  /** As WebVTT; empty text without chapters. */
  public static String vtt(List<Chapter> chapters) {
    StringBuilder text = new StringBuilder();
    for (Chapter chapter : chapters) {
      text.append(WebVtt.cue(chapter.startSeconds(), chapter.endSeconds(), chapter.title()));
    }
    return text.isEmpty() ? "" : WebVtt.HEADER + text;
  }
}
