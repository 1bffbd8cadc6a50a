package io.mediarunner.core.transcription.captions;

import io.mediarunner.core.transcription.speech.ScriptText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts translated sentences into the times of their original cues. Whole sentences are translated,
 * because half a sentence means nothing; their words are spread over the cues in proportion to the
 * original text of each.
 */
public final class TranslatedCues {
  private static final Pattern SENTENCE_END = Pattern.compile(".*[.!?…。！？][\"'»”)]?");
  private static final long LONGEST_PAUSE_MILLIS = 2000;
  private static final int MOST_CUES = 6;

  private TranslatedCues() {}

  /**
   * Groups the cues into sentences: up to the end of a sentence, a longer pause or the sixth cue.
   */
  public static List<List<Cue>> sentences(List<Cue> cues) {
    List<List<Cue>> sentences = new ArrayList<>();
    List<Cue> sentence = new ArrayList<>();
    for (Cue cue : cues) {
      if (!sentence.isEmpty()) {
        Cue last = sentence.get(sentence.size() - 1);
        boolean over =
            SENTENCE_END.matcher(text(last)).matches()
                || cue.startMillis() - last.endMillis() > LONGEST_PAUSE_MILLIS
                || sentence.size() >= MOST_CUES;
        if (over) {
          sentences.add(List.copyOf(sentence));
          sentence.clear();
        }
      }
      sentence.add(cue);
    }
    if (!sentence.isEmpty()) {
      sentences.add(List.copyOf(sentence));
    }
    return sentences;
  }

  /** Text of a sentence. */
  public static String text(List<Cue> sentence) {
    return ScriptText.joined(sentence.stream().map(TranslatedCues::text).toList());
  }

  private static String text(Cue cue) {
    return ScriptText.joined(cue.lines());
  }

  /**
   * The cues of a translated sentence, at the times of the original ones. A cue whose text needs
   * more than two lines becomes several within its time; one without words leaves its time to the
   * previous one.
   *
   * @param translated blank if it was not translated: then the original stays
   */
  public static List<Cue> spread(List<Cue> sentence, String translated) {
    if (translated.isBlank()) {
      return sentence;
    }
    String[] words = ScriptText.words(translated).toArray(String[]::new);
    if (words.length == 0) {
      return sentence;
    }
    double all = text(sentence).length();
    double characters = ScriptText.joined(List.of(words)).length();
    List<Cue> cues = new ArrayList<>();
    int next = 0;
    double until = 0;
    double written = 0;
    for (int i = 0; i < sentence.size(); i++) {
      Cue cue = sentence.get(i);
      until += text(cue).length() + 1;
      StringBuilder text = new StringBuilder();
      boolean last = i == sentence.size() - 1;
      while (next < words.length
          && (last || (written + words[next].length() / 2.0) / characters < until / all)) {
        String between = text.isEmpty() ? "" : ScriptText.between(text.toString(), words[next]);
        text.append(between).append(words[next]);
        written += words[next].length() + between.length();
        next++;
      }
      if (!text.isEmpty()) {
        cues.addAll(timed(cue, text.toString()));
      } else if (!cues.isEmpty()) {
        Cue before = cues.remove(cues.size() - 1);
        cues.add(new Cue(before.startMillis(), cue.endMillis(), before.lines()));
      }
    }
    return cues;
  }

  /** Each page lasts a millisecond at least; where there is no time for that, they are one. */
  private static List<Cue> timed(Cue cue, String text) {
    List<List<String>> pages = CueBuilder.pages(text);
    long millis = cue.endMillis() - cue.startMillis();
    if (millis < pages.size()) {
      return List.of(
          new Cue(
              cue.startMillis(), cue.endMillis(), pages.stream().flatMap(List::stream).toList()));
    }
    double characters = pages.stream().mapToInt(TranslatedCues::length).sum();
    List<Cue> cues = new ArrayList<>();
    double until = cue.startMillis();
    long from = cue.startMillis();
    for (int i = 0; i < pages.size(); i++) {
      until += millis * length(pages.get(i)) / characters;
      long latest = cue.endMillis() - (pages.size() - 1 - i);
      long to = Math.max(from + 1, Math.min(latest, Math.round(until)));
      cues.add(new Cue(from, to, pages.get(i)));
      from = to;
    }
    return cues;
  }

  private static int length(List<String> page) {
    return page.stream().mapToInt(String::length).sum();
  }
}
