package io.mediarunner.core.transcription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.mediarunner.core.media.VideoIdentity;
import io.mediarunner.core.media.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code transcription} of {@code info_video.json}. Its keys are the components' names in
 * snake case, in this order. Those of the reference keep name and meaning; {@code engine} and what
 * follows it are ours. Null is written, except where an annotation says otherwise.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record TranscriptJson(
    String whisperModel,
    String hardwareProfile,
    String requestedSubtitleLanguage,
    String requestedSourceLanguage,
    @Nullable String detectedSourceLanguage,
    @Nullable String finalSubtitleLanguage,
    Translated translation,
    InternalGaps vttInternalGaps,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Engine engine,
    boolean speechFound,
    double speechSeconds,
    boolean voiceActivityDetection,
    double duration,
    int pieces,
    int cues,
    int wordCount,
    @Nullable Double meanProbability,
    List<Share> languageDetection,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Other> otherLanguages,
    List<Language> languages,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reading reading,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Removed> dropped,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Term> terms) {

  /** All of {@code info_video.json} of a transcription. */
  record File(
      @JsonUnwrapped VideoIdentity identity,
      TranscriptJson transcription,
      List<Warning> warnings) {}

  /** Whether and by what the subtitles were translated. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Translated(
      boolean applied,
      String backend,
      @Nullable String sourceLanguage,
      @Nullable String targetLanguage,
      @Nullable String model,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sourceSidecar,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String executionBackend,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {}

  /** Long stretches without subtitles. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record InternalGaps(
      boolean enabled,
      boolean blocking,
      double thresholdSeconds,
      int allowedGapCount,
      Repair repair,
      Output finalOutput) {}

  /** What transcribing once more brought. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Repair(
      boolean enabled,
      double thresholdSeconds,
      int detectedBeforeCount,
      double largestGapBeforeSeconds,
      boolean rerunAttempted,
      int rerunAttempts,
      int insertedCueCount,
      int detectedAfterCount,
      double largestGapAfterSeconds,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String note) {}

  /** The stretches that are left. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Output(
      boolean readOk, int gapCount, double largestGapSeconds, List<SampleGap> sampleGaps) {}

  /** One of them. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record SampleGap(double gapSec, double previousEndSec, double nextStartSec) {}

  /** What listened. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Engine(String name, String version, @Nullable String modelFile, int threads) {}

  /** How much of the recording speaks for a language, 0 to 1. */
  record Share(String language, double share) {}

  /** A part in another language, by its beginning in seconds. */
  record Other(double from, String language) {}

  /** A part of the recording and its language, seconds. */
  record Language(String language, double from, double to) {}

  /** How many cues break a rule for reading, see {@code captions.ReadingQuality}. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Reading(
      int tooFast, int tooShort, int tooClose, int tooWide, double fastestCharactersPerSecond) {}

  /** What the engine found and is not published, by reason. */
  record Removed(String reason, int count, List<Text> texts) {}

  /** A term of the vocabulary, and what the engine had written there; seconds. */
  record Term(double at, String heard, String term) {}

  /** Such a text and where the engine put it, seconds. */
  record Text(double at, String text) {}
}
