package io.mediarunner.core.transcription.speech;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Text of an engine that is not published.
 *
 * @param reason why
 * @param atSeconds where the engine put it, from the recording's beginning
 * @param text what it was
 */
public record Dropped(Reason reason, double atSeconds, String text) {
  /** Why text is dropped; the names, in lower case, are wire format. */
  public enum Reason {
    /** Nobody speaks there. */
    OUTSIDE_SPEECH,
    /** No letter and no digit, or only the description of a sound. */
    WORDLESS,
    /** The same again where the sound is not the same again. */
    REPETITION,
    /** The credits of a film, or thanks for watching. */
    CREDIT,
    /** A script that the language is not written in. */
    OTHER_SCRIPT;

    /** The name in results. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws NullPointerException if a component is null
   */
  public Dropped {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(text, "text");
  }

  /**
   * Words outside speech.
   *
   * @param words at least one, at the engine's times
   * @param shift from there to the recording, seconds
   */
  static Dropped outside(List<Word> words, double shift) {
    Segment segment = Segment.of(words);
    return new Dropped(
        Reason.OUTSIDE_SPEECH, Math.max(0, segment.startSeconds() + shift), segment.text());
  }
}
