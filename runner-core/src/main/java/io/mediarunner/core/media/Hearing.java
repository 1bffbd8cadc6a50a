package io.mediarunner.core.media;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.whisper.EngineRun;
import io.mediarunner.core.media.whisper.Order;
import io.mediarunner.core.media.whisper.SpeechEngine;
import io.mediarunner.core.speech.ChunkPlan;
import io.mediarunner.core.speech.Recognised;
import io.mediarunner.core.speech.Segment;
import io.mediarunner.core.speech.SegmentFilter;
import io.mediarunner.core.speech.SpeechMap;
import io.mediarunner.core.speech.SpeechMap.Interval;
import io.mediarunner.core.speech.SpokenLanguages;
import io.mediarunner.core.speech.SpokenTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * Has a recording heard by an engine, piece by piece. Pieces that an earlier attempt heard are not
 * heard again, and an engine that dies is started again for those that are missing.
 */
final class Hearing {
  private static final double SAMPLE_SECONDS = 30;
  private static final double SECONDS_A_SAMPLE = 600;
  private static final int MOST_SAMPLES = 3;
  private static final double SURE = 0.5;
  private static final double UNTOLD = 0.6;

  private final MediaTask task;
  private final Path wav;
  private final SpeechMap map;
  private final SpeechEngine engine;
  private final HeardPieces heard;
  private final EncodingLog log;
  private final List<Warning> warnings;
  private boolean gpu;

  Hearing(
      MediaTask task,
      Path wav,
      SpeechMap map,
      SpeechEngine engine,
      HeardPieces heard,
      EncodingLog log,
      List<Warning> warnings) {
    this.task = task;
    this.wav = wav;
    this.map = map;
    this.engine = engine;
    this.heard = heard;
    this.log = log;
    this.warnings = warnings;
  }

  /**
   * What is spoken.
   *
   * @param shares of the recording, by language, 0 to 1: what the language was concluded from;
   *     empty if the task named it
   * @param others languages of pieces that are not in the main one, by their beginning in seconds
   */
  record Result(
      String language,
      List<Segment> segments,
      Map<String, Double> shares,
      Map<Double, String> others) {}

  /** Whether a GPU did some of it. */
  boolean usedGpu() {
    return gpu;
  }

  /**
   * Hears it all.
   *
   * @param order its language may be {@code auto}
   */
  Result hear(List<ChunkPlan.Piece> pieces, Order order, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    log.heading("transcribe");
    log.line("pieces: " + pieces.stream().map(ChunkPlan.Piece::sound).toList());
    goOn(pieces, order, progress);
    boolean unknown = order.language().equals(SpokenLanguages.AUTO);
    if (unknown && engine.tellsLanguage()) {
      return hearAnyLanguage(pieces, order, progress);
    }
    Map<String, Double> shares = unknown ? sampled(order) : Map.of();
    String language = unknown ? main(shares) : order.language();
    hearMissing("piece", pieces, order.in(language), progress);
    return result(language, segments("piece", pieces), shares, Map.of());
  }

  /**
   * Each piece in the language that it seems to be in. One that seems to be in another than the
   * rest is heard in both; the words that are surer are right.
   */
  private Result hearAnyLanguage(List<ChunkPlan.Piece> pieces, Order order, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    hearMissing("piece", pieces, order, progress);
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (int i = 0; i < pieces.size(); i++) {
      Recognised piece = heard.heard(name("piece", i)).orElseThrow();
      if (!piece.segments().isEmpty()) {
        seconds.merge(piece.language(), pieces.get(i).kept().seconds(), Double::sum);
      }
    }
    double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    seconds.replaceAll((language, length) -> length / all);
    String main = seconds.isEmpty() ? "" : main(seconds);
    Map<Double, String> others = new LinkedHashMap<>();
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      List<ChunkPlan.Piece> piece = List.of(pieces.get(i));
      Recognised first = heard.heard(name("piece", i)).orElseThrow();
      Recognised chosen = first;
      if (!first.language().equals(main) && !first.segments().isEmpty()) {
        String again = "again-%04d".formatted(i);
        hearMissing(again, piece, order.in(main), done -> {});
        Recognised second = heard.heard(name(again, 0)).orElseThrow();
        chosen = second.probability() >= first.probability() ? second : first;
        log.line(
            "piece %d: %s %.2f, %s %.2f"
                .formatted(i, first.language(), first.probability(), main, second.probability()));
      }
      if (chosen == first && !first.language().equals(main)) {
        others.put(pieces.get(i).sound().startSeconds(), first.language());
      }
      segments.addAll(segments(chosen, pieces.get(i)));
    }
    return result(main, segments, seconds, others);
  }

  private Result result(
      String language,
      List<Segment> segments,
      Map<String, Double> shares,
      Map<Double, String> others) {
    log.line("heard: " + segments.size() + " segment(s), language " + language);
    return new Result(language, said(segments, language), shares, others);
  }

  /** The same pieces in English. */
  List<Segment> translate(List<ChunkPlan.Piece> pieces, Order order, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    log.heading("translate with the engine");
    hearMissing("english", pieces, order.translated(), progress);
    return said(segments("english", pieces), "en");
  }

  /** Without what nobody said, and where it was said. */
  private List<Segment> said(List<Segment> segments, String language) {
    SpokenTimes times = new SpokenTimes(map);
    return new SegmentFilter(map, language).filter(segments).stream().map(times::of).toList();
  }

  /** Once more what brought no text though somebody speaks there. */
  List<Segment> repair(List<Interval> gaps, String language, Order order)
      throws TaskFailedException, IOException {
    log.heading("repair");
    List<ChunkPlan.Piece> pieces = gaps.stream().map(gap -> ChunkPlan.piece(map, gap)).toList();
    hearMissing("gap", pieces, order.in(language), done -> {});
    return said(segments("gap", pieces), language);
  }

  /** What engines say of some stretches of speech that cannot say it of what they hear. */
  private Map<String, Double> sampled(Order order) throws TaskFailedException, IOException {
    Optional<String> before = heard.language();
    if (before.isPresent()) {
      return Map.of(before.get(), 1.0);
    }
    int count = (int) Math.max(1, Math.min(MOST_SAMPLES, map.totalSeconds() / SECONDS_A_SAMPLE));
    List<SpeechEngine.Piece> samples = new ArrayList<>();
    for (Interval sample : map.samples(count, SAMPLE_SECONDS)) {
      Path file = task.workDir().resolve("sample-%d.wav".formatted(samples.size()));
      SpeechSound.cut(wav, List.of(sample), file);
      samples.add(new SpeechEngine.Piece(file, task.workDir().resolve("sample.json")));
    }
    Map<String, Double> votes = new LinkedHashMap<>();
    for (Optional<SpeechEngine.Guess> guess : engine.languages(samples, order, run(done -> {}))) {
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
          "The spoken language could not be found out; name it in source_language.");
    }
    heard.language(main(votes));
    return votes;
  }

  /** The language with the greatest share; says so where that is not much. */
  private String main(Map<String, Double> shares) {
    log.line("languages: " + shares);
    Map.Entry<String, Double> best =
        shares.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    if (best.getValue() < SURE) {
      warnings.add(
          Warning.about(
              "source_language",
              Warning.Code.LANGUAGE_UNCERTAIN,
              "the spoken language is not clear: %s was taken of %s"
                  .formatted(best.getKey(), shares.keySet())));
    }
    return best.getKey();
  }

  private EngineRun run(DoubleConsumer progress) {
    return new EngineRun(
        task.tools(), task.workDir(), Optional.of(heard.folder()), log::line, progress);
  }

  /** For the last of all pieces; what comes before them is done. */
  private EngineRun run(
      List<SpeechEngine.Piece> last, List<ChunkPlan.Piece> all, DoubleConsumer progress) {
    double share = last.size() / (double) all.size();
    return run(done -> progress.accept(1 - share + share * done));
  }

  /** Lets an engine that has outlived the runner come to its end. */
  private void goOn(List<ChunkPlan.Piece> pieces, Order order, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    List<SpeechEngine.Piece> begun = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      String name = name("piece", i);
      Path file = task.workDir().resolve(name + ".wav");
      if (Files.exists(file)) {
        begun.add(new SpeechEngine.Piece(file, heard.result(name)));
      }
    }
    try {
      Optional<Boolean> adopted = engine.adopt(begun, order, run(begun, pieces, progress));
      if (adopted.isPresent()) {
        gpu |= adopted.get();
        log.line("went on with an engine that had outlived the runner");
      }
    } catch (TaskFailedException e) {
      if (e.failure().code() != FailureCode.STALLED) {
        throw e;
      }
      log.line("the engine that had outlived the runner hangs: " + e.failure().message());
    }
  }

  private static String name(String kind, int number) {
    return "%s-%04d".formatted(kind, number);
  }

  /**
   * Whatever has no whole result yet. An engine that fails is started again as long as it gets
   * somewhere, and once more if it does not; without the GPU, if that may have been the reason.
   */
  private void hearMissing(
      String kind, List<ChunkPlan.Piece> pieces, Order order, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    Order now = order;
    int failures = 0;
    int before = Integer.MAX_VALUE;
    while (true) {
      List<SpeechEngine.Piece> missing = missing(kind, pieces);
      if (missing.isEmpty()) {
        return;
      }
      failures = missing.size() < before ? 0 : failures;
      before = missing.size();
      try {
        gpu |= engine.hear(missing, now, run(missing, pieces, progress));
        if (!missing(kind, pieces).isEmpty()) {
          throw new TaskFailedException(
              FailureCode.ENGINE_FAILED,
              "The speech engine ended without a whole result; encoding.log has the details.");
        }
      } catch (TaskFailedException e) {
        boolean again =
            e.failure().code() == FailureCode.ENGINE_FAILED
                || e.failure().code() == FailureCode.STALLED;
        if (!again || ++failures > 1) {
          throw e;
        }
        log.line("the engine failed and is started again: " + e.failure().message());
        if (now.gpu()) {
          warnings.add(
              Warning.of(
                  Warning.Code.ENGINE_ON_CPU,
                  "the speech engine failed where it may use a GPU and went on on the CPU"));
          now = now.onCpu();
        }
      }
    }
  }

  /** Pieces without a result, cut out and ready to be heard. */
  private List<SpeechEngine.Piece> missing(String kind, List<ChunkPlan.Piece> pieces)
      throws IOException {
    List<SpeechEngine.Piece> missing = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      String name = name(kind, i);
      if (heard.heard(name).isPresent()) {
        continue;
      }
      Path file = task.workDir().resolve(name + ".wav");
      Files.deleteIfExists(heard.result(name));
      if (!Files.exists(file)) {
        SpeechSound.cut(wav, pieces.get(i).parts(), file);
      }
      missing.add(new SpeechEngine.Piece(file, heard.result(name)));
    }
    return missing;
  }

  private List<Segment> segments(String kind, List<ChunkPlan.Piece> pieces) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      segments.addAll(segments(heard.heard(name(kind, i)).orElseThrow(), pieces.get(i)));
    }
    return segments;
  }

  private static List<Segment> segments(Recognised result, ChunkPlan.Piece piece) {
    Interval kept = piece.kept();
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : result.segments()) {
      // What begins behind the piece is invented over the silence that engines add.
      segment
          .before(piece.seconds() - ChunkPlan.PADDING)
          .map(piece::recorded)
          .flatMap(
              said ->
                  kept.equals(piece.sound())
                      ? Optional.of(said)
                      : said.within(kept.startSeconds(), kept.endSeconds()))
          .ifPresent(segments::add);
    }
    return segments;
  }
}
