package io.mediarunner.core.transcription.speech;

import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Puts the words of a chunk where somebody speaks. An engine gets the speech without its pauses,
 * and its times are off by a few tenths of a second; mapped one by one, a word near a cut would
 * land on the wrong side of a pause. Therefore words are mapped, not times: each belongs to the
 * region that holds most of its segment. Pure.
 */
public final class WordPlacement {
  /** How far the times of an engine may be off. */
  static final double OFF = 0.4;

  private static final double OFF_ESTIMATED = 1.0;

  private static final double FITTING = 1.1;
  private static final double LONGEST_WORD = 1.0;
  private static final double SLOWEST_CHARACTER = 0.15;
  private static final Pattern SENTENCE_END = Pattern.compile(".*[.!?…。！？]\\P{L}*");
  private static final Pattern CLAUSE_END = Pattern.compile(".*[,;:、，；：]\\P{L}*");

  private final List<HeardRegion> regions = new ArrayList<>();
  private final double total;

  /**
   * The result.
   *
   * @param segments at the times of the recording, in order, none spanning two regions
   * @param dropped words outside speech
   */
  public record Placed(List<Segment> segments, List<Dropped> dropped) {
    /**
     * @throws NullPointerException if a component is null
     */
    public Placed {
      segments = List.copyOf(segments);
      dropped = List.copyOf(dropped);
    }
  }

  /**
   * @param speech of the recording
   * @param chunk that the engine was given
   */
  public WordPlacement(SpeechRegions speech, ChunkPlan.Chunk chunk) {
    this.total = Objects.requireNonNull(speech, "speech").totalSeconds();
    double at = 0;
    for (Interval part : chunk.parts()) {
      double shift = part.startSeconds() - at;
      for (Interval region : speech.speech()) {
        double from = Math.max(part.startSeconds(), region.startSeconds());
        double to = Math.min(part.endSeconds(), region.endSeconds());
        if (to > from) {
          int last = regions.size() - 1;
          if (last >= 0 && regions.get(last).shift() == shift) {
            regions.set(last, new HeardRegion(regions.get(last).heard(), shift, from - shift));
          }
          Interval heard = new Interval(from - shift, to - shift);
          regions.add(new HeardRegion(heard, shift, Double.POSITIVE_INFINITY));
        }
      }
      at += part.seconds();
    }
  }

  /**
   * Places what an engine transcribed.
   *
   * @param transcribed in the engine's order, with its times; they need not be in order of time
   */
  public Placed of(List<Segment> transcribed) {
    return place(transcribed.stream().map(Segment::withPlausibleWords).toList());
  }

  private Placed place(List<Segment> transcribed) {
    List<Dropped> dropped = new ArrayList<>();
    List<List<WordRun>> runs = new ArrayList<>();
    regions.forEach(region -> runs.add(new ArrayList<>()));
    List<Interval> spans = transcribed.stream().map(WordPlacement::span).toList();
    for (int i = 0; i < transcribed.size(); i++) {
      List<Integer> chosen = regions(spans, i);
      List<Word> words = words(transcribed.get(i), spans.get(i), chosen);
      if (chosen.isEmpty()) {
        if (!words.isEmpty()) {
          dropped.add(Dropped.outside(words, shift(spans.get(i))));
        }
        continue;
      }
      int next = 0;
      for (int k = 0; k < chosen.size(); k++) {
        int end =
            k + 1 < chosen.size()
                ? border(words, next, chosen.get(k), off(transcribed.get(i)))
                : words.size();
        if (end > next) {
          runs.get(chosen.get(k)).add(new WordRun(i, words.subList(next, end)));
        }
        next = end;
      }
    }
    List<Segment> segments = new ArrayList<>();
    Pace pace = Pace.of(regions, runs);
    for (int k = 0; k < regions.size(); k++) {
      segments.addAll(
          new RegionPlacement(regions.get(k), total)
              .placed(runs.get(k), pace.seconds(regions.get(k), runs.get(k)), dropped));
    }
    return new Placed(ordered(segments), dropped);
  }

  /** When a segment is spoken, by its own times; engines let the last one end with the audio. */
  private static Interval span(Segment segment) {
    double plausible = LONGEST_WORD + SLOWEST_CHARACTER * segment.text().length();
    double start = segment.startSeconds();
    double end = segment.endSeconds();
    if (!segment.words().isEmpty()) {
      List<Word> words = segment.words();
      end = Math.max(words.get(words.size() - 1).endSeconds(), words.get(0).endSeconds());
      start = Math.max(start, Math.min(words.get(0).startSeconds(), end));
    }
    return new Interval(start, Math.max(start, Math.min(end, start + plausible)));
  }

  /**
   * The regions that a segment is spoken in, by their numbers: that which holds most of it, and
   * those that it covers by more than its times may be off. Empty if it is not in speech.
   */
  private List<Integer> regions(List<Interval> spans, int segment) {
    Interval span = spans.get(segment);
    int most = -1;
    double best = 0;
    double inside = 0;
    for (int k = 0; k < regions.size(); k++) {
      double shared = shared(k, span);
      inside += shared;
      if (shared > best) {
        best = shared;
        most = k;
      }
    }
    if (inside * 2 < span.seconds() || most < 0) {
      int near = nearest(span);
      boolean free = near >= 0 && !claimed(near, spans, segment);
      return free ? List.of(near) : List.of();
    }
    List<Integer> chosen = new ArrayList<>();
    for (int k = 0; k < regions.size(); k++) {
      double shared = shared(k, span);
      boolean own = !better(k, shared, spans, segment);
      boolean whole = own && shared * 2 > regions.get(k).heard().seconds();
      boolean beyond = shared > OFF && (own || !fits(span, most));
      if (k == most || beyond || whole) {
        chosen.add(k);
      }
    }
    return chosen;
  }

  /** A segment as long as its region is spoken there, however far its times are off. */
  private boolean fits(Interval span, int region) {
    return span.seconds() <= FITTING * regions.get(region).heard().seconds();
  }

  private double shared(int region, Interval span) {
    return regions.get(region).shared(span.startSeconds(), span.endSeconds());
  }

  private int nearest(Interval span) {
    double middle = (span.startSeconds() + span.endSeconds()) / 2;
    int near = -1;
    double least = OFF + span.seconds() / 2;
    for (int k = 0; k < regions.size(); k++) {
      if (regions.get(k).distance(middle) < least) {
        least = regions.get(k).distance(middle);
        near = k;
      }
    }
    return near;
  }

  private boolean claimed(int region, List<Interval> spans, int besides) {
    return better(region, 0, spans, besides);
  }

  /** Whether another segment is spoken in a region for longer. */
  private boolean better(int region, double seconds, List<Interval> spans, int besides) {
    for (int i = 0; i < spans.size(); i++) {
      if (i != besides && shared(region, spans.get(i)) > seconds) {
        return true;
      }
    }
    return false;
  }

  /** The words of a segment, none longer than words are. */
  private List<Word> words(Segment segment, Interval span, List<Integer> chosen) {
    if (!segment.words().isEmpty()) {
      return segment.words().stream().map(this::plausible).toList();
    }
    // They share the time in which there is speech.
    List<Interval> spoken =
        chosen.stream()
            .map(k -> regions.get(k).heard())
            .filter(heard -> heard.shared(span.startSeconds(), span.endSeconds()) > 0)
            .map(
                heard ->
                    new Interval(
                        Math.max(span.startSeconds(), heard.startSeconds()),
                        Math.min(span.endSeconds(), heard.endSeconds())))
            .toList();
    if (spoken.isEmpty()) {
      return segment.estimatedWords(span.startSeconds(), span.endSeconds());
    }
    double all = spoken.stream().mapToDouble(Interval::seconds).sum();
    return segment.estimatedWords(0, all).stream()
        .map(w -> w.at(after(spoken, w.startSeconds(), 0), after(spoken, w.endSeconds(), 1e-6)))
        .toList();
  }

  /** How far the times of its words may be off. */
  private static double off(Segment segment) {
    return segment.words().isEmpty() ? OFF_ESTIMATED : OFF;
  }

  /** The moment after a number of seconds of speech. */
  private static double after(List<Interval> spoken, double seconds, double tolerance) {
    double left = seconds;
    for (Interval stretch : spoken) {
      if (left < stretch.seconds() + tolerance) {
        return stretch.startSeconds() + left;
      }
      left -= stretch.seconds();
    }
    return spoken.get(spoken.size() - 1).endSeconds();
  }

  /** The last word before a pause swallows it, the first one begins with the recording. */
  private Word plausible(Word word) {
    double longest = LONGEST_WORD + SLOWEST_CHARACTER * word.text().length();
    if (word.seconds() <= longest) {
      return word;
    }
    return regions.stream()
        .filter(r -> r.distance(word.startSeconds()) <= 0)
        .findFirst()
        .map(
            r -> {
              double swallowed = Math.max(word.startSeconds(), r.lastSound());
              double end = Math.min(word.startSeconds() + longest, swallowed);
              return word.at(word.startSeconds(), end);
            })
        .orElseGet(() -> word.at(word.endSeconds() - longest, word.endSeconds()));
  }

  /**
   * Where a segment goes on in the next region: near the cut, best after a sentence and in a pause.
   *
   * @param from first word that is not yet in a region
   * @param tolerance how far from the cut, seconds
   */
  private int border(List<Word> words, int from, int region, double tolerance) {
    double cut =
        (regions.get(region).heard().endSeconds() + regions.get(region + 1).heard().startSeconds())
            / 2;
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    int after = from;
    for (int i = from; i < words.size(); i++) {
      if ((words.get(i).startSeconds() + words.get(i).endSeconds()) / 2 < cut) {
        after = i + 1;
      }
      if (i == from) {
        continue;
      }
      Word last = words.get(i - 1);
      double pause = words.get(i).startSeconds() - last.endSeconds();
      double off = Math.abs((words.get(i).startSeconds() + last.endSeconds()) / 2 - cut);
      double score =
          2 * Math.max(0, pause)
              + (SENTENCE_END.matcher(last.text()).matches() ? 1.2 * tolerance : 0)
              + (CLAUSE_END.matcher(last.text()).matches() ? 0.8 * tolerance : 0)
              - off;
      if (off <= tolerance && score > most) {
        most = score;
        best = i;
      }
    }
    return best > 0 ? best : after;
  }

  private double shift(Interval span) {
    return regions.stream()
        .min(Comparator.comparingDouble(region -> region.distance(span.startSeconds())))
        .map(HeardRegion::shift)
        .orElse(0.0);
  }

  /** No word before the end of the one before: margins of regions may overlap. */
  private static List<Segment> ordered(List<Segment> segments) {
    List<Segment> ordered = new ArrayList<>();
    for (Segment segment : segments) {
      if (!ordered.isEmpty()) {
        Segment last = ordered.get(ordered.size() - 1);
        if (last.endSeconds() > segment.startSeconds()) {
          List<Word> words = new ArrayList<>(last.words());
          Word word = words.remove(words.size() - 1);
          words.add(
              word.at(word.startSeconds(), Math.max(word.startSeconds(), segment.startSeconds())));
          ordered.set(ordered.size() - 1, Segment.of(words));
        }
      }
      ordered.add(segment);
    }
    return ordered;
  }
}
