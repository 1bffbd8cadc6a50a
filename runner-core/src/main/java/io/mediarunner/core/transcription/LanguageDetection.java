package io.mediarunner.core.transcription;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.transcription.engine.AudioChunk;
import io.mediarunner.core.transcription.engine.EngineRun;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.speech.ChunkPlan;
import io.mediarunner.core.transcription.speech.LanguagePart;
import io.mediarunner.core.transcription.speech.LanguageWindows;
import io.mediarunner.core.transcription.speech.LanguageWindows.Guess;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Asks an engine which language is spoken when, in windows over the whole recording. */
final class LanguageDetection {
  /** Of an engine that does not say how sure it is. */
  private static final double UNTOLD = 0.6;

  private static final double MAJORITY = 0.5;

  private final MediaTask task;
  private final Path wav;
  private final SpeechRegions regions;
  private final SpeechEngine engine;
  private final ChunkResults kept;
  private final EncodingLog log;
  private final List<Warning> warnings;
  private int cut;

  LanguageDetection(
      MediaTask task,
      Path wav,
      SpeechRegions regions,
      SpeechEngine engine,
      ChunkResults kept,
      EncodingLog log,
      List<Warning> warnings) {
    this.task = task;
    this.wav = wav;
    this.regions = regions;
    this.engine = engine;
    this.kept = kept;
    this.log = log;
    this.warnings = warnings;
  }

  /**
   * The languages of a recording.
   *
   * @param shares of the speech by language, 0 to 1, as detected; empty if the task named it
   * @param parts in order of time; empty if there is no speech
   */
  record Spoken(Map<String, Double> shares, List<LanguagePart> parts) {
    /** All of it in one language. */
    static Spoken only(String language, SpeechRegions regions) {
      Interval all = new Interval(0, regions.totalSeconds());
      return new Spoken(Map.of(), List.of(new LanguagePart(all, language)));
    }

    /** The one that most of the speech is in. */
    String main(SpeechRegions regions) {
      Map<String, Double> seconds = new TreeMap<>();
      for (LanguagePart part : parts) {
        Interval time = part.time();
        seconds.merge(
            part.language(),
            regions.speechWithin(time.startSeconds(), time.endSeconds()),
            Double::sum);
      }
      return seconds.entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey)
          .orElse("");
    }
  }

  /**
   * Detects the languages; those of an earlier attempt are not detected again.
   *
   * @throws TaskFailedException as of {@link SpeechEngine#languages}; {@code ENGINE_FAILED} if it
   *     has no guess at all
   */
  Spoken detect(TranscribeOptions options) throws TaskFailedException, IOException {
    Optional<Spoken> before = kept.languages();
    if (before.isPresent()) {
      return before.get();
    }
    log.heading("detect the language");
    List<Interval> windows = LanguageWindows.of(regions);
    Map<Integer, Guess> known = new TreeMap<>();
    Set<Integer> wanted = LanguageWindows.samples(windows.size());
    while (!wanted.isEmpty()) {
      List<Integer> numbers = List.copyOf(wanted);
      List<Guess> guesses = guesses(numbers.stream().map(windows::get).toList(), options);
      for (int i = 0; i < numbers.size(); i++) {
        known.put(numbers.get(i), guesses.get(i));
      }
      wanted = LanguageWindows.between(known);
      wanted.removeAll(known.keySet());
    }
    List<Guess> filled = LanguageWindows.filled(windows, known, regions);
    Map<String, Double> shares = LanguageWindows.shares(filled);
    Spoken spoken = new Spoken(shares, parts(filled, shares, options));
    tell(spoken);
    kept.languages(spoken);
    return spoken;
  }

  private List<LanguagePart> parts(
      List<Guess> windows, Map<String, Double> shares, TranscribeOptions options)
      throws TaskFailedException, IOException {
    Set<String> languages = LanguageWindows.spoken(shares);
    if (languages.isEmpty()) {
      throw new TaskFailedException(
          FailureCode.ENGINE_FAILED,
          "The spoken language could not be detected. Set source_language.");
    }
    Interval all = new Interval(0, regions.totalSeconds());
    if (languages.size() == 1) {
      return List.of(new LanguagePart(all, languages.iterator().next()));
    }
    List<Interval> pieces = LanguageWindows.pieces(windows, regions);
    return LanguageWindows.parts(guesses(pieces, options), languages);
  }

  private List<Guess> guesses(List<Interval> times, TranscribeOptions options)
      throws TaskFailedException, IOException {
    List<AudioChunk> samples = new ArrayList<>();
    for (Interval time : times) {
      Path file = task.workDir().resolve(String.format(Locale.ROOT, "sample-%d.wav", cut++));
      AudioExtractor.cut(wav, parts(time), file);
      samples.add(new AudioChunk(file, task.workDir().resolve("sample.json")));
    }
    List<Optional<SpeechEngine.Guess>> answers = answers(samples, options);
    List<Guess> guesses = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      Interval time = times.get(i);
      double seconds = regions.speechWithin(time.startSeconds(), time.endSeconds());
      String language = answers.get(i).map(SpeechEngine.Guess::language).orElse("");
      double sure = answers.get(i).map(SpeechEngine.Guess::probability).orElse(0.0);
      guesses.add(new Guess(time, seconds, language, Double.isNaN(sure) ? UNTOLD : sure));
    }
    return guesses;
  }

  /** On the CPU if the engine fails, or has nothing to say, with the GPU. */
  private List<Optional<SpeechEngine.Guess>> answers(
      List<AudioChunk> samples, TranscribeOptions options) throws TaskFailedException, IOException {
    EngineRun run = new EngineRun(task.tools(), task.workDir(), log::line, done -> {});
    if (options.gpu()) {
      try {
        List<Optional<SpeechEngine.Guess>> answers = engine.languages(samples, options, run);
        if (answers.stream().anyMatch(Optional::isPresent)) {
          return answers;
        }
      } catch (TaskFailedException e) {
        if (!e.failure().code().toolFailed() && e.failure().code() != FailureCode.STALLED) {
          throw e;
        }
      }
    }
    return engine.languages(samples, options.onCpu(), run);
  }

  /** The beginning of a window's speech, as much as the engine listens to for this. */
  private List<Interval> parts(Interval time) {
    List<Interval> parts = new ArrayList<>();
    double left = engine.languageSampleSeconds();
    for (Interval part : ChunkPlan.chunk(regions, time).parts()) {
      if (left > 0) {
        parts.add(
            new Interval(
                part.startSeconds(), Math.min(part.endSeconds(), part.startSeconds() + left)));
        left -= part.seconds();
      }
    }
    return parts;
  }

  private void tell(Spoken spoken) {
    log.line(
        "languages: "
            + spoken.shares().entrySet().stream()
                .map(share -> share.getKey() + " " + Math.round(share.getValue() * 100) + " %")
                .collect(Collectors.joining(", ")));
    double most =
        spoken.shares().values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    if (most < MAJORITY) {
      warnings.add(
          Warning.about(
              "source_language",
              Warning.Code.LANGUAGE_UNCERTAIN,
              String.format(
                  Locale.ROOT,
                  "the spoken language is uncertain: using %s, detected %s",
                  spoken.main(regions),
                  spoken.shares().keySet())));
    }
  }
}
