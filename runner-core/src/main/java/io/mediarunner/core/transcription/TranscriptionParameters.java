package io.mediarunner.core.transcription;

import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.transcription.speech.ScriptText;
import io.mediarunner.core.transcription.speech.SpeechModel;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a transcription task requests.
 *
 * @param language of the subtitles, a code or {@code auto} for the spoken one; not necessarily one
 *     that engines know
 * @param sourceLanguage that is spoken, a code that engines know or {@code auto}
 * @param formats {@code vtt} and {@code srt}, at least one, in the requested order
 * @param model to transcribe with
 * @param normalize whether the audio is first brought to a common loudness
 * @param vocabulary names and terms that may occur, as a prompt for the engine; empty text = none
 */
public record TranscriptionParameters(
    String language,
    String sourceLanguage,
    List<String> formats,
    SpeechModel model,
    boolean normalize,
    String vocabulary) {
  /** In characters; half of Whisper's prompt limit of 224 tokens. */
  private static final int VOCABULARY = 700;

  /** Of a parameter's value in a warning, characters. */
  private static final int SHOWN = 40;

  private static final Set<String> FORMATS = Set.of("vtt", "srt");
  private static final Set<String> TRUE = Set.of("true", "1", "yes");

  /**
   * @throws NullPointerException if a component is null
   */
  public TranscriptionParameters {
    Objects.requireNonNull(language, "language");
    Objects.requireNonNull(sourceLanguage, "sourceLanguage");
    formats = List.copyOf(formats);
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(vocabulary, "vocabulary");
  }

  /**
   * Problems of a task's parameters, one entry per field: its name and what is expected.
   *
   * @param parameters as the Manager sent them
   */
  public static List<String> problems(Map<String, Object> parameters) {
    List<String> problems = new ArrayList<>();
    Optional<String> format = text(parameters, "format");
    if (format.isPresent() && !FORMATS.containsAll(formats(format.get()))) {
      problems.add("format: must be vtt, srt or vtt,srt");
    }
    if (text(parameters, "model").filter(name -> model(name).isEmpty()).isPresent()) {
      problems.add("model: must be one of " + SpeechModel.names());
    }
    if (text(parameters, "language").filter(l -> SpokenLanguages.any(l).isEmpty()).isPresent()) {
      problems.add("language: must be auto or a language code, such as fr");
    }
    return problems;
  }

  /** The {@code source_language} if the engines do not know it: then it counts as {@code auto}. */
  public static Optional<String> unknownSource(Map<String, Object> parameters) {
    return text(parameters, "source_language")
        .filter(language -> SpokenLanguages.code(language).isEmpty())
        .map(language -> ScriptText.shortened(ScriptText.clean(language), SHOWN));
  }

  /**
   * Reads parameters that have no {@link #problems}.
   *
   * @param defaults for parameters that the task does not set
   */
  public static TranscriptionParameters of(
      Map<String, Object> parameters, TranscriptionConfig defaults) {
    return new TranscriptionParameters(
        SpokenLanguages.any(text(parameters, "language").orElse(defaults.language()))
            .orElse(SpokenLanguages.AUTO),
        SpokenLanguages.code(text(parameters, "source_language").orElse(SpokenLanguages.AUTO))
            .orElse(SpokenLanguages.AUTO),
        formats(text(parameters, "format").orElse("vtt")),
        model(text(parameters, "model").orElse(defaults.model())).orElse(SpeechModel.SMALL),
        TRUE.contains(text(parameters, "normalize").orElse("").toLowerCase(Locale.ROOT)),
        vocabulary(text(parameters, "vocabulary").orElse(""), defaults.vocabulary()));
  }

  /** The task's own words first, because an engine accepts only a limited number. */
  private static String vocabulary(String task, String site) {
    String both = task.isEmpty() || site.isEmpty() ? task + site : task + ", " + site;
    String clean = both.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (clean.length() <= VOCABULARY) {
      return clean;
    }
    int comma = clean.lastIndexOf(',', VOCABULARY);
    return comma > 0 ? clean.substring(0, comma) : ScriptText.shortened(clean, VOCABULARY);
  }

  private static Optional<SpeechModel> model(String name) {
    return SpeechModel.of(name.toLowerCase(Locale.ROOT));
  }

  private static List<String> formats(String text) {
    return List.copyOf(
        new LinkedHashSet<>(
            Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,;\\s]+"))
                .filter(part -> !part.isEmpty())
                .toList()));
  }

  /** Blank means not given. */
  private static Optional<String> text(Map<String, Object> parameters, String name) {
    return Optional.ofNullable(parameters.get(name))
        .map(value -> value.toString().strip())
        .filter(value -> !value.isEmpty());
  }
}
