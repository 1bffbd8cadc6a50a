package io.mediarunner.core.transcription;

import io.mediarunner.core.transcription.captions.Cue;
import io.mediarunner.core.transcription.captions.Gaps;
import io.mediarunner.core.transcription.captions.ReadingQuality;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.speech.Dropped;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import io.mediarunner.core.transcription.speech.Word;
import io.mediarunner.core.transcription.vocabulary.Corrected;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
 * @param languages what was detected, and which is spoken when
 * @param segments what was said
 * @param dropped what the engine found and is not published
 * @param cues what was published
 * @param regions where there is speech
 * @param voiceActivity whether speech was separated from noise, not only from silence
 * @param chunks how many there were
 * @param translated the translation, if the cues are one
 * @param sidecar name of the file with the untranslated subtitles
 * @param repaired how many gaps were transcribed once more, and how many of these produced text
 * @param corrected where a term of the vocabulary was recognised by its sound
 */
record TranscriptReport(
    TranscriptionParameters wanted,
    Optional<SpeechEngine> engine,
    Optional<Path> model,
    boolean gpu,
    int threads,
    String language,
    LanguageDetection.Spoken languages,
    List<Segment> segments,
    List<Dropped> dropped,
    List<Cue> cues,
    SpeechRegions regions,
    boolean voiceActivity,
    int chunks,
    Optional<Translation.Translated> translated,
    Optional<String> sidecar,
    Repaired repaired,
    List<Corrected> corrected) {
  private static final int SAMPLE_GAPS = 3;
  private static final int MOST_TEXTS = 200;

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
        Word.meanProbability(segments.stream().flatMap(s -> s.words().stream()).toList());
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
        languages.shares().entrySet().stream()
            .map(e -> new TranscriptJson.Share(e.getKey(), rounded(e.getValue())))
            .toList(),
        languages.parts().stream()
            .filter(part -> !part.language().equals(language))
            .map(
                part ->
                    new TranscriptJson.Other(rounded(part.time().startSeconds()), part.language()))
            .toList(),
        languages.parts().stream()
            .map(
                part ->
                    new TranscriptJson.Language(
                        part.language(),
                        rounded(part.time().startSeconds()),
                        rounded(part.time().endSeconds())))
            .toList(),
        cues.isEmpty() ? null : reading(),
        droppedByReason(),
        corrected.stream()
            .limit(MOST_TEXTS)
            .map(c -> new TranscriptJson.Term(rounded(c.atSeconds()), c.heard(), c.term()))
            .toList());
  }

  private TranscriptJson.Reading reading() {
    ReadingQuality reading = ReadingQuality.of(cues);
    return new TranscriptJson.Reading(
        reading.tooFast(),
        reading.tooShort(),
        reading.tooClose(),
        reading.tooWide(),
        rounded(reading.fastest()));
  }

  /** Whether the subtitles were requested in a language that they are not in. */
  boolean untranslated() {
    return !wanted.language().equals(SpokenLanguages.AUTO)
        && !cues.isEmpty()
        && translated.isEmpty()
        && !wanted.language().equals(language);
  }

  private List<TranscriptJson.Removed> droppedByReason() {
    List<TranscriptJson.Removed> reasons = new ArrayList<>();
    for (Dropped.Reason reason : Dropped.Reason.values()) {
      List<Dropped> all = dropped.stream().filter(d -> d.reason() == reason).toList();
      if (!all.isEmpty()) {
        reasons.add(
            new TranscriptJson.Removed(
                reason.wireName(),
                all.size(),
                all.stream()
                    .limit(MOST_TEXTS)
                    .map(d -> new TranscriptJson.Text(rounded(d.atSeconds()), d.text()))
                    .toList()));
      }
    }
    return reasons;
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
