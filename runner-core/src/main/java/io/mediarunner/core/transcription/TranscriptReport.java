package io.mediarunner.core.transcription;

import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.captions.Gaps;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a transcription went, as {@link TranscriptJson} tells it.
 *
 * @param wanted what the task requested
 * @param engine that transcribed; empty if there was no speech
 * @param model file; empty if the engine has its own or there was nothing to transcribe
 * @param gpu whether a GPU was used, according to the engine's own output
 * @param threads of the engine
 * @param language that is spoken; empty text if there was no speech
 * @param shares of the recording by language, 0 to 1, from which the main language was determined
 * @param others languages of chunks in another language, by their start in seconds
 * @param segments what was said
 * @param cues what was published
 * @param regions where there is speech
 * @param voiceActivity whether speech was separated from noise, not only from silence
 * @param chunks how many there were
 * @param translated the translation, if the cues are one
 * @param sidecar name of the file with the untranslated subtitles
 * @param repaired how many gaps were transcribed once more, and how many of these produced text
 */
record TranscriptReport(
    TranscriptionParameters wanted,
    Optional<SpeechEngine> engine,
    Optional<Path> model,
    boolean gpu,
    int threads,
    String language,
    Map<String, Double> shares,
    Map<Double, String> others,
    List<Segment> segments,
    List<Cue> cues,
    SpeechRegions regions,
    boolean voiceActivity,
    int chunks,
    Optional<Translation.Translated> translated,
    Optional<String> sidecar,
    Repaired repaired) {
  private static final int SAMPLE_GAPS = 3;

  /**
   * Result of the second transcription.
   *
   * @param before suspicious gaps at first
   * @param attempts how many were transcribed again
   * @param cues how many cues that added
   */
  record Repaired(List<Interval> before, int attempts, int cues) {
    static final Repaired NOTHING = new Repaired(List.of(), 0, 0);
  }

  TranscriptJson json() {
    String spoken = language.isEmpty() ? null : language;
    double probability =
        segments.stream()
            .flatMap(s -> s.words().stream())
            .mapToDouble(w -> w.probability())
            .average()
            .orElse(Double.NaN);
    return new TranscriptJson(
        wanted.model().fullName(),
        gpu ? "gpu" : "cpu",
        wanted.language(),
        wanted.sourceLanguage(),
        spoken,
        finalLanguage(spoken),
        translation(spoken),
        gaps(),
        engine.map(this::engine).orElse(null),
        !cues.isEmpty(),
        rounded(regions.speechSeconds()),
        voiceActivity,
        rounded(regions.totalSeconds()),
        chunks,
        cues.size(),
        segments.stream().mapToInt(s -> s.timedWords().size()).sum(),
        Double.isNaN(probability) ? null : rounded(probability),
        shares.entrySet().stream()
            .map(e -> new TranscriptJson.Share(e.getKey(), rounded(e.getValue())))
            .toList(),
        others.entrySet().stream()
            .map(e -> new TranscriptJson.Other(rounded(e.getKey()), e.getValue()))
            .toList());
  }

  private @Nullable String finalLanguage(@Nullable String spoken) {
    boolean asked = !wanted.language().equals(SpokenLanguages.AUTO);
    return asked && (cues.isEmpty() || translated.isPresent()) ? wanted.language() : spoken;
  }

  private TranscriptJson.Translated translation(@Nullable String spoken) {
    boolean byEngine = translated.filter(Translation.Translated::engine).isPresent();
    return new TranscriptJson.Translated(
        translated.isPresent(),
        translated.isEmpty() ? "none" : byEngine ? "whisper_legacy_fallback" : "local_translation",
        spoken,
        translated.map(t -> wanted.language()).orElse(null),
        translated.map(Translation.Translated::by).orElse(null),
        sidecar.orElse(null),
        engine.filter(e -> byEngine).map(e -> e.kind().wireName().replace('-', '_')).orElse(null),
        cues.isEmpty() ? "no_speech_or_non_verbal_audio" : null);
  }

  private TranscriptJson.InternalGaps gaps() {
    List<Interval> left = Gaps.withSpeech(cues, regions);
    List<Interval> all = Gaps.internal(cues);
    return new TranscriptJson.InternalGaps(
        true,
        false,
        Gaps.LONG,
        0,
        new TranscriptJson.Repair(
            true,
            Gaps.LONG,
            repaired.before().size(),
            largest(repaired.before()),
            repaired.attempts() > 0,
            repaired.attempts(),
            repaired.cues(),
            left.size(),
            largest(left),
            repaired.before().isEmpty() ? "no_suspicious_gap_detected" : null),
        new TranscriptJson.Output(
            true,
            all.size(),
            largest(all),
            all.stream()
                .sorted(Comparator.comparingDouble(gap -> -gap.seconds()))
                .limit(SAMPLE_GAPS)
                .map(TranscriptReport::gap)
                .toList()));
  }

  private static double largest(List<Interval> gaps) {
    return rounded(gaps.stream().mapToDouble(Interval::seconds).max().orElse(0));
  }

  private static TranscriptJson.SampleGap gap(Interval gap) {
    return new TranscriptJson.SampleGap(
        rounded(gap.seconds()), rounded(gap.startSeconds()), rounded(gap.endSeconds()));
  }

  private TranscriptJson.Engine engine(SpeechEngine used) {
    return new TranscriptJson.Engine(
        used.kind().wireName(),
        used.version(),
        model.map(Path::getFileName).map(Path::toString).orElse(null),
        threads);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
