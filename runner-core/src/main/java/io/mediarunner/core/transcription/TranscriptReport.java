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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code transcription} of {@code info_video.json}. The reference's keys keep their name
 * and meaning; {@code engine} and everything after it are ours.
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

  Map<String, Object> json() {
    String spoken = language.isEmpty() ? null : language;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("whisper_model", wanted.model().fullName());
    json.put("hardware_profile", gpu ? "gpu" : "cpu");
    json.put("requested_subtitle_language", wanted.language());
    json.put("requested_source_language", wanted.sourceLanguage());
    json.put("detected_source_language", spoken);
    json.put("final_subtitle_language", finalLanguage(spoken));
    json.put("translation", translation(spoken));
    json.put("vtt_internal_gaps", gaps());
    engine.ifPresent(e -> json.put("engine", engine(e)));
    json.put("speech_found", !cues.isEmpty());
    json.put("speech_seconds", rounded(regions.speechSeconds()));
    json.put("voice_activity_detection", voiceActivity);
    json.put("duration", rounded(regions.totalSeconds()));
    json.put("pieces", chunks);
    json.put("cues", cues.size());
    json.put("word_count", segments.stream().mapToInt(s -> s.timedWords().size()).sum());
    double probability =
        segments.stream()
            .flatMap(s -> s.words().stream())
            .mapToDouble(w -> w.probability())
            .average()
            .orElse(Double.NaN);
    json.put("mean_probability", Double.isNaN(probability) ? null : rounded(probability));
    json.put(
        "language_detection", shares.entrySet().stream().map(TranscriptReport::share).toList());
    if (!others.isEmpty()) {
      json.put("other_languages", others.entrySet().stream().map(TranscriptReport::other).toList());
    }
    return json;
  }

  private @Nullable String finalLanguage(@Nullable String spoken) {
    boolean asked = !wanted.language().equals(SpokenLanguages.AUTO);
    return asked && (cues.isEmpty() || translated.isPresent()) ? wanted.language() : spoken;
  }

  private Map<String, Object> translation(@Nullable String spoken) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("applied", translated.isPresent());
    json.put(
        "backend",
        translated
            .map(t -> t.engine() ? "whisper_legacy_fallback" : "local_translation")
            .orElse("none"));
    json.put("source_language", spoken);
    json.put("target_language", translated.map(t -> wanted.language()).orElse(null));
    json.put("model", translated.map(Translation.Translated::by).orElse(null));
    sidecar.ifPresent(name -> json.put("source_sidecar", name));
    if (translated.isPresent() && translated.get().engine()) {
      engine.ifPresent(e -> json.put("execution_backend", e.kind().wireName().replace('-', '_')));
    }
    if (cues.isEmpty()) {
      json.put("note", "no_speech_or_non_verbal_audio");
    }
    return json;
  }

  private Map<String, Object> gaps() {
    Map<String, Object> repair = new LinkedHashMap<>();
    repair.put("enabled", true);
    repair.put("threshold_seconds", Gaps.LONG);
    repair.put("detected_before_count", repaired.before().size());
    repair.put("largest_gap_before_seconds", largest(repaired.before()));
    repair.put("rerun_attempted", repaired.attempts() > 0);
    repair.put("rerun_attempts", repaired.attempts());
    repair.put("inserted_cue_count", repaired.cues());
    List<Interval> left = Gaps.withSpeech(cues, regions);
    repair.put("detected_after_count", left.size());
    repair.put("largest_gap_after_seconds", largest(left));
    if (repaired.before().isEmpty()) {
      repair.put("note", "no_suspicious_gap_detected");
    }
    Map<String, Object> output = new LinkedHashMap<>();
    List<Interval> all = Gaps.internal(cues);
    output.put("read_ok", true);
    output.put("gap_count", all.size());
    output.put("largest_gap_seconds", largest(all));
    output.put(
        "sample_gaps",
        all.stream()
            .sorted(Comparator.comparingDouble(gap -> -gap.seconds()))
            .limit(SAMPLE_GAPS)
            .map(TranscriptReport::gap)
            .toList());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("enabled", true);
    json.put("blocking", false);
    json.put("threshold_seconds", Gaps.LONG);
    json.put("allowed_gap_count", 0);
    json.put("repair", repair);
    json.put("final_output", output);
    return json;
  }

  private static double largest(List<Interval> gaps) {
    return rounded(gaps.stream().mapToDouble(Interval::seconds).max().orElse(0));
  }

  private static Map<String, Object> gap(Interval gap) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("gap_sec", rounded(gap.seconds()));
    json.put("previous_end_sec", rounded(gap.startSeconds()));
    json.put("next_start_sec", rounded(gap.endSeconds()));
    return json;
  }

  private Map<String, Object> engine(SpeechEngine used) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", used.kind().wireName());
    json.put("version", used.version());
    json.put("model_file", model.map(Path::getFileName).map(Path::toString).orElse(null));
    json.put("threads", threads);
    return json;
  }

  private static Map<String, Object> share(Map.Entry<String, Double> language) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("language", language.getKey());
    json.put("share", rounded(language.getValue()));
    return json;
  }

  private static Map<String, Object> other(Map.Entry<Double, String> chunk) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", rounded(chunk.getKey()));
    json.put("language", chunk.getValue());
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
