package io.mediarunner.core.transcription;

import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.captions.CueBuilder;
import io.mediarunner.core.transcription.captions.TranslatedCues;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechModel;
import io.mediarunner.core.transcription.translation.CommandTranslator;
import io.mediarunner.core.transcription.translation.ServiceTranslator;
import io.mediarunner.core.transcription.translation.Translator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Subtitles in a language that is not spoken; a failed translation never fails a task. */
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
   * Translates, or warns that no translator is available.
   *
   * @param model to transcribe with; one of them was not trained to translate
   * @return empty if the subtitles stay in the spoken language
   */
  Optional<Translated> translate(
      List<Cue> cues, String from, String to, SpeechModel model, Engine engine)
      throws TaskFailedException, IOException {
    Optional<Translator> translator = translator();
    try {
      if (translator.isPresent()) {
        return Optional.of(translated(translator.get(), cues, from, to));
      }
      boolean able = setup.config().translation().engine() && model != SpeechModel.TURBO;
      if (able && to.equals(ENGLISH)) {
        List<Cue> english =
            new CueBuilder(ENGLISH)
                .build(engine.english().stream().flatMap(s -> s.timedWords().stream()).toList());
        if (!english.isEmpty()) {
          return Optional.of(new Translated(english, model.fullName(), true));
        }
      }
      warn(
          String.format(Locale.ROOT, "this runner has no translator from %s into %s", from, to),
          from);
    } catch (IOException e) {
      warn(String.format(Locale.ROOT, "the translation failed (%s)", e.getMessage()), from);
    } catch (TaskFailedException e) {
      if (!e.failure().code().toolFailed() && e.failure().code() != FailureCode.STALLED) {
        throw e;
      }
      warn("the translation failed", from);
    }
    return Optional.empty();
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

  private Translated translated(Translator translator, List<Cue> cues, String from, String to)
      throws IOException, TaskFailedException {
    log.heading("translate");
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
    return new Translated(translated, translator.name(), false);
  }
}
