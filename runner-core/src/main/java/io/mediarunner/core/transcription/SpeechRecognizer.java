package io.mediarunner.core.transcription;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaFacts;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.transcription.engine.AudioChunk;
import io.mediarunner.core.transcription.engine.EngineRun;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.speech.ChunkPlan;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SegmentFilter;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.SpokenLanguages;
import io.mediarunner.core.transcription.speech.SpokenTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * Has an engine transcribe a recording, chunk by chunk. Chunks that an earlier attempt transcribed
 * are not transcribed again, and an engine that dies is restarted for the missing ones.
 */
final class SpeechRecognizer {
  private static final double SAMPLE_SECONDS = 30;
  private static final double SECONDS_A_SAMPLE = 600;
  private static final int MOST_SAMPLES = 3;
  private static final double SURE = 0.5;
  private static final double UNTOLD = 0.6;

  private final MediaTask task;
  private final Path wav;
  private final SpeechRegions regions;
  private final SpeechEngine engine;
  private final ChunkResults transcribed;
  private final EncodingLog log;
  private final List<Warning> warnings;
  private boolean gpu;

  SpeechRecognizer(
      MediaTask task,
      Path wav,
      SpeechRegions regions,
      SpeechEngine engine,
      ChunkResults transcribed,
      EncodingLog log,
      List<Warning> warnings) {
    this.task = task;
    this.wav = wav;
    this.regions = regions;
    this.engine = engine;
    this.transcribed = transcribed;
    this.log = log;
    this.warnings = warnings;
  }

  /**
   * The transcribed speech.
   *
   * @param shares of the recording by language, 0 to 1, from which the main language was
   *     determined; empty if the task named it
   * @param others languages of chunks that are not in the main one, by their start in seconds
   */
  record Result(
      String language,
      List<Segment> segments,
      Map<String, Double> shares,
      Map<Double, String> others) {}

  /** Whether a GPU did part of the work. */
  boolean usedGpu() {
    return gpu;
  }

  /**
   * Transcribes everything.
   *
   * @param options its language may be {@code auto}
   */
  Result transcribe(
      List<ChunkPlan.Chunk> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    log.heading("transcribe");
    log.line(
        "audio chunks: "
            + chunks.stream()
                .map(chunk -> chunk.audio())
                .map(
                    part ->
                        MediaFacts.clock(part.startSeconds())
                            + " to "
                            + MediaFacts.clock(part.endSeconds()))
                .collect(Collectors.joining(", ")));
    goOn(chunks, options, progress);
    boolean unknown = options.language().equals(SpokenLanguages.AUTO);
    if (unknown && engine.tellsLanguage()) {
      return hearAnyLanguage(chunks, options, progress);
    }
    Map<String, Double> shares = unknown ? sampled(options) : Map.of();
    String language = unknown ? main(shares) : options.language();
    hearMissing("piece", chunks, options.in(language), progress);
    return result(language, segments("piece", chunks), shares, Map.of());
  }

  /**
   * Each chunk in the language that it seems to be in. A chunk that seems to be in another language
   * than the rest is transcribed in both; the result with the higher probability wins.
   */
  private Result hearAnyLanguage(
      List<ChunkPlan.Chunk> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    hearMissing("piece", chunks, options, progress);
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (int i = 0; i < chunks.size(); i++) {
      ChunkTranscript chunk = transcribed.transcribed(name("piece", i)).orElseThrow();
      if (!chunk.segments().isEmpty()) {
        seconds.merge(chunk.language(), chunks.get(i).kept().seconds(), Double::sum);
      }
    }
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    seconds.replaceAll((language, length) -> length / all);
    String main = seconds.isEmpty() ? "" : main(seconds);
    Map<Double, String> others = new LinkedHashMap<>();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      List<ChunkPlan.Chunk> chunk = List.of(chunks.get(i));
      ChunkTranscript first = transcribed.transcribed(name("piece", i)).orElseThrow();
      ChunkTranscript chosen = first;
      if (!first.language().equals(main) && !first.segments().isEmpty()) {
        String again = String.format(Locale.ROOT, "again-%04d", i);
        hearMissing(again, chunk, options.in(main), done -> {});
        ChunkTranscript second = transcribed.transcribed(name(again, 0)).orElseThrow();
        chosen = second.probability() >= first.probability() ? second : first;
        log.line(
            String.format(
                Locale.ROOT,
                "chunk %d: %s %.2f, %s %.2f",
                i,
                first.language(),
                first.probability(),
                main,
                second.probability()));
      }
      if (chosen.equals(first) && !first.language().equals(main)) {
        others.put(chunks.get(i).audio().startSeconds(), first.language());
      }
      segments.addAll(segments(chosen, chunks.get(i)));
    }
    return result(main, segments, seconds, others);
  }

  private Result result(
      String language,
      List<Segment> segments,
      Map<String, Double> shares,
      Map<Double, String> others) {
    log.line("transcribed: " + segments.size() + " segment(s), language " + language);
    return new Result(language, filtered(segments, language), shares, others);
  }

  /** The same chunks in English. */
  List<Segment> translate(
      List<ChunkPlan.Chunk> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    log.heading("translate with the speech engine");
    hearMissing("english", chunks, options.translated(), progress);
    return filtered(segments("english", chunks), "en");
  }

  /** Without invented text, and with the times at which it was said. */
  private List<Segment> filtered(List<Segment> segments, String language) {
    SpokenTimes times = new SpokenTimes(regions);
    return new SegmentFilter(regions, language).filter(segments).stream().map(times::of).toList();
  }

  /** Transcribes once more where speech produced no text. */
  List<Segment> repair(List<Interval> gaps, String language, TranscribeOptions options)
      throws TaskFailedException, IOException {
    log.heading("repair");
    List<ChunkPlan.Chunk> chunks = gaps.stream().map(gap -> ChunkPlan.chunk(regions, gap)).toList();
    hearMissing("gap", chunks, options.in(language), done -> {});
    return filtered(segments("gap", chunks), language);
  }

  /**
   * Language guesses for some samples of speech, for engines that do not report the language of
   * what they transcribe.
   */
  private Map<String, Double> sampled(TranscribeOptions options)
      throws TaskFailedException, IOException {
    Optional<String> before = transcribed.language();
    if (before.isPresent()) {
      return Map.of(before.get(), 1.0);
    }
    int count =
        (int) Math.max(1, Math.min(MOST_SAMPLES, regions.totalSeconds() / SECONDS_A_SAMPLE));
    List<AudioChunk> samples = new ArrayList<>();
    for (Interval sample : regions.samples(count, SAMPLE_SECONDS)) {
      Path file =
          task.workDir().resolve(String.format(Locale.ROOT, "sample-%d.wav", samples.size()));
      AudioExtractor.cut(wav, List.of(sample), file);
      samples.add(new AudioChunk(file, task.workDir().resolve("sample.json")));
    }
    Map<String, Double> votes = new LinkedHashMap<>();
    for (Optional<SpeechEngine.Guess> guess : engine.languages(samples, options, run(done -> {}))) {
      guess.ifPresent(
          g ->
              votes.merge(
                  g.language(),
                  (Double.isNaN(g.probability()) ? UNTOLD : g.probability()) / samples.size(),
                  Double::sum));
    }
    if (votes.isEmpty()) {
      throw new TaskFailedException(
          FailureCode.ENGINE_FAILED,
          "The spoken language could not be detected. Set source_language.");
    }
    transcribed.language(main(votes));
    return votes;
  }

  /** The language with the largest share; adds a warning if that share is small. */
  private String main(Map<String, Double> shares) {
    log.line(
        "languages: "
            + shares.entrySet().stream()
                .map(share -> share.getKey() + " " + Math.round(share.getValue() * 100) + " %")
                .collect(Collectors.joining(", ")));
    Map.Entry<String, Double> best =
        shares.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    if (best.getValue() < SURE) {
      warnings.add(
          Warning.about(
              "source_language",
              Warning.Code.LANGUAGE_UNCERTAIN,
              String.format(
                  Locale.ROOT,
                  "the spoken language is uncertain: using %s, detected %s",
                  best.getKey(),
                  shares.keySet())));
    }
    return best.getKey();
  }

  private EngineRun run(DoubleConsumer progress) {
    return new EngineRun(
        task.tools(), task.workDir(), Optional.of(transcribed.folder()), log::line, progress);
  }

  /** Progress for the remaining chunks; those before them are done. */
  private EngineRun run(List<AudioChunk> last, List<ChunkPlan.Chunk> all, DoubleConsumer progress) {
    double share = last.size() / (double) all.size();
    return run(done -> progress.accept(1 - share + share * done));
  }

  /** Adopts an engine that outlived the runner and waits for its end. */
  private void goOn(
      List<ChunkPlan.Chunk> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    List<AudioChunk> begun = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      String name = name("piece", i);
      Path file = task.workDir().resolve(name + ".wav");
      if (Files.exists(file)) {
        begun.add(new AudioChunk(file, transcribed.result(name)));
      }
    }
    try {
      Optional<Boolean> adopted = engine.adopt(begun, options, run(begun, chunks, progress));
      if (adopted.isPresent()) {
        gpu |= adopted.get();
        log.line("adopted a running speech engine");
      }
    } catch (TaskFailedException e) {
      if (e.failure().code() != FailureCode.STALLED) {
        throw e;
      }
      log.line("the adopted speech engine is stalled: " + e.failure().message());
    }
  }

  private static String name(String kind, int number) {
    return String.format(Locale.ROOT, "%s-%04d", kind, number);
  }

  /**
   * Transcribes everything that has no complete result yet. An engine that fails is restarted as
   * long as it makes progress, and once more if it does not; without the GPU, if that may have been
   * the cause.
   */
  private void hearMissing(
      String kind, List<ChunkPlan.Chunk> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    TranscribeOptions now = options;
    int failures = 0;
    int before = Integer.MAX_VALUE;
    while (true) {
      List<AudioChunk> missing = missing(kind, chunks);
      if (missing.isEmpty()) {
        return;
      }
      failures = missing.size() < before ? 0 : failures;
      before = missing.size();
      try {
        gpu |= engine.transcribe(missing, now, run(missing, chunks, progress));
        if (!missing(kind, chunks).isEmpty()) {
          throw new TaskFailedException(
              FailureCode.ENGINE_FAILED,
              "The speech engine exited without a complete result. The task's encoding.log has the details.");
        }
      } catch (TaskFailedException e) {
        boolean again =
            e.failure().code().toolFailed() || e.failure().code() == FailureCode.STALLED;
        if (!again || ++failures > 1) {
          throw e;
        }
        log.line("the speech engine failed, restarting it: " + e.failure().message());
        if (now.gpu()) {
          warnings.add(
              Warning.of(
                  Warning.Code.ENGINE_ON_CPU,
                  "the speech engine failed with the GPU enabled and continued on the CPU"));
          now = now.onCpu();
        }
      }
    }
  }

  /** Chunks without a result, cut out and ready to be transcribed. */
  private List<AudioChunk> missing(String kind, List<ChunkPlan.Chunk> chunks) throws IOException {
    List<AudioChunk> missing = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      String name = name(kind, i);
      if (transcribed.transcribed(name).isPresent()) {
        continue;
      }
      Path file = task.workDir().resolve(name + ".wav");
      Files.deleteIfExists(transcribed.result(name));
      if (!Files.exists(file)) {
        AudioExtractor.cut(wav, chunks.get(i).parts(), file);
      }
      missing.add(new AudioChunk(file, transcribed.result(name)));
    }
    return missing;
  }

  private List<Segment> segments(String kind, List<ChunkPlan.Chunk> chunks) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      segments.addAll(
          segments(transcribed.transcribed(name(kind, i)).orElseThrow(), chunks.get(i)));
    }
    return segments;
  }

  private static List<Segment> segments(ChunkTranscript result, ChunkPlan.Chunk chunk) {
    Interval kept = chunk.kept();
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : result.segments()) {
      // Text that starts after the chunk is invented over the silence that engines add.
      segment
          .before(chunk.seconds() - ChunkPlan.PADDING)
          .map(chunk::recorded)
          .flatMap(
              recorded ->
                  kept.equals(chunk.audio())
                      ? Optional.of(recorded)
                      : recorded.within(kept.startSeconds(), kept.endSeconds()))
          .ifPresent(segments::add);
    }
    return segments;
  }
}
