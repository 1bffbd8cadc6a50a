package io.mediarunner.core.transcription;

import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.captions.CueBuilder;
import io.mediarunner.core.transcription.captions.TranslatedCues;
import io.mediarunner.core.transcription.speech.LanguagePart;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechModel;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import io.mediarunner.core.transcription.translation.CommandTranslator;
import io.mediarunner.core.transcription.translation.ServiceTranslator;
import io.mediarunner.core.transcription.translation.Translator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Subtitles in a language that is not spoken. Where that is not possible, the task fails, or they
 * stay in the spoken one, as the settings say.
 */
final class Translation {
  private static final String ENGLISH = "en";
  private static final Duration SERVICE_LIMIT = Duration.ofMinutes(5);

  private final MediaTask task;
  private final TranscriptionWork.Setup setup;
  private final EncodingLog log;
  private final List<Warning> warnings;

  Translation(
      MediaTask task, TranscriptionWork.Setup setup, EncodingLog log, List<Warning> warnings) {
    this.task = task;
    this.setup = setup;
    this.log = log;
    this.warnings = warnings;
  }

  /**
   * Translated cues.
   *
   * @param by what translated them
   * @param engine whether that was the speech engine
   */
  record Translated(List<Cue> cues, String by, boolean engine) {}

  /** Transcribes everything again, into English. */
  interface Engine {
    List<Segment> english() throws TaskFailedException, IOException;
  }

  /**
   * Checks before hours of work whether there is anything that translates.
   *
   * @param from spoken language, or {@code auto} if it is not known yet
   * @param to requested language, or {@code auto} for the spoken one
   * @throws TaskFailedException {@code NO_TRANSLATOR}
   */
  void require(String from, String to, SpeechModel model) throws TaskFailedException {
    boolean known = !from.equals(SpokenLanguages.AUTO) && !to.equals(SpokenLanguages.AUTO);
    if (known && !from.equals(to) && !able(to, model)) {
      if (!setup.config().translation().publishUntranslated()) {
        throw new TaskFailedException(FailureCode.NO_TRANSLATOR, missing(from, to));
      }
    }
  }

  private boolean able(String to, SpeechModel model) {
    return translator().isPresent() || engineIsAble(to, model);
  }

  /** One of the models was not trained to translate. */
  private boolean engineIsAble(String to, SpeechModel model) {
    return setup.config().translation().engine()
        && model != SpeechModel.TURBO
        && to.equals(ENGLISH);
  }

  private static String missing(String from, String to) {
    return String.format(
        Locale.ROOT,
        "This runner has no translator from %s into %s. Set TRANSLATION_COMMAND or TRANSLATION_URL,"
            + " or TRANSCRIPTION_UNTRANSLATED=publish to get the subtitles in the spoken language.",
        from,
        to);
  }

  /**
   * Translates the cues that are not in the requested language.
   *
   * @param parts of the recording, with their languages
   * @param from the main language
   * @param model to transcribe with
   * @return empty if the subtitles stay in the spoken language
   * @throws TaskFailedException {@code NO_TRANSLATOR} or {@code TRANSLATION_FAILED} if they must
   *     not
   */
  Optional<Translated> translate(
      List<Cue> cues,
      List<LanguagePart> parts,
      String from,
      String to,
      SpeechModel model,
      SpeechRegions regions,
      Engine engine)
      throws TaskFailedException, IOException {
    Optional<Translator> translator = translator();
    try {
      if (translator.isPresent()) {
        return Optional.of(translated(translator.get(), cues, parts, to));
      }
      if (engineIsAble(to, model)) {
        List<Cue> english =
            new CueBuilder(ENGLISH, regions)
                .build(engine.english().stream().flatMap(s -> s.timedWords().stream()).toList());
        if (!english.isEmpty()) {
          return Optional.of(new Translated(english, model.fullName(), true));
        }
        failed("the speech engine returned no translation", from, to, Optional.empty());
        return Optional.empty();
      }
      require(from, to, model);
      warn(
          String.format(Locale.ROOT, "this runner has no translator from %s into %s", from, to),
          from);
    } catch (IOException e) {
      failed(
          String.format(Locale.ROOT, "the translation failed (%s)", e.getMessage()),
          from,
          to,
          Optional.of(e));
    } catch (TaskFailedException e) {
      if (!e.failure().code().toolFailed() && e.failure().code() != FailureCode.STALLED) {
        throw e;
      }
      failed("the translation failed", from, to, Optional.of(e));
    }
    return Optional.empty();
  }

  /** The main language may be the requested one: then the other parts stay as they are. */
  private void failed(String why, String from, String to, Optional<Exception> cause)
      throws TaskFailedException {
    if (!from.equals(to) && !setup.config().translation().publishUntranslated()) {
      Failure failure =
          new Failure(
              FailureCode.TRANSLATION_FAILED,
              String.format(
                  Locale.ROOT,
                  "The subtitles could not be translated from %s into %s: %s.",
                  from,
                  to,
                  why));
      throw cause.isPresent()
          ? new TaskFailedException(failure, cause.get())
          : new TaskFailedException(failure);
    }
    warn(why, from);
  }

  private void warn(String why, String from) {
    warnings.add(
        Warning.about(
            "language",
            Warning.Code.NOT_TRANSLATED,
            why + "; the subtitles are in the spoken language, " + from));
  }

  private Optional<Translator> translator() {
    TranslationConfig config = setup.config().translation();
    Optional<Translator> command =
        config.command().map(program -> new CommandTranslator(program, setup.limits().limit()));
    return command.or(
        () ->
            config
                .service()
                .map(url -> new ServiceTranslator(url, config.serviceKey(), SERVICE_LIMIT)));
  }

  private Translated translated(
      Translator translator, List<Cue> cues, List<LanguagePart> parts, String to)
      throws IOException, TaskFailedException {
    log.heading("translate");
    List<Cue> translated = new ArrayList<>();
    for (int i = 0, next; i < cues.size(); i = next) {
      String from = language(parts, cues.get(i));
      next = i + 1;
      while (next < cues.size() && language(parts, cues.get(next)).equals(from)) {
        next++;
      }
      List<Cue> run = cues.subList(i, next);
      translated.addAll(from.equals(to) ? run : translated(translator, run, from, to));
    }
    return new Translated(translated, translator.name(), false);
  }

  private static String language(List<LanguagePart> parts, Cue cue) {
    return LanguagePart.at(parts, cue.startMillis() / 1000.0);
  }

  private List<Cue> translated(Translator translator, List<Cue> cues, String from, String to)
      throws IOException, TaskFailedException {
    List<List<Cue>> sentences = TranslatedCues.sentences(cues);
    log.line(
        sentences.size() + " sentence(s) from " + from + " to " + to + ": " + translator.name());
    List<String> texts =
        translator.translate(
            sentences.stream().map(TranslatedCues::text).toList(),
            from,
            to,
            task.tools(),
            task.workDir());
    List<Cue> translated = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      translated.addAll(TranslatedCues.spread(sentences.get(i), texts.get(i)));
    }
    return translated;
  }
}
