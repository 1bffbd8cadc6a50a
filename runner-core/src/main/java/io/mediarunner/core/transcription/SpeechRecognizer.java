package io.mediarunner.core.transcription;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.MediaFacts;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.media.ffmpeg.EncodingLog;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.speech.ChunkPlan;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.transcription.speech.Dropped;
import io.mediarunner.core.transcription.speech.LanguagePart;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.SegmentFilter;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import io.mediarunner.core.transcription.speech.SpeechRegions.Interval;
import io.mediarunner.core.transcription.speech.Word;
import io.mediarunner.core.transcription.speech.WordPlacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/** From chunks to what was said and when: places, filters and completes what an engine found. */
final class SpeechRecognizer {
  private static final int SHOWN_REGIONS = 20;

  private final Path wav;
  private final SpeechRegions regions;
  private final ChunkRuns runs;
  private final EncodingLog log;
  private final List<Warning> warnings;
  private final List<Dropped> dropped = new ArrayList<>();

  SpeechRecognizer(
      Path wav, SpeechRegions regions, ChunkRuns runs, EncodingLog log, List<Warning> warnings) {
    this.wav = wav;
    this.regions = regions;
    this.runs = runs;
    this.log = log;
    this.warnings = warnings;
  }

  /** What is not published, so far. */
  List<Dropped> dropped() {
    return List.copyOf(dropped);
  }

  /** The chunks of a recording, cut at changes of language as well. */
  static List<ChunkRuns.Spoken> chunks(
      SpeechRegions regions, List<LanguagePart> parts, double targetSeconds) {
    List<ChunkRuns.Spoken> chunks = new ArrayList<>();
    for (LanguagePart part : parts) {
      SpeechRegions own =
          parts.size() == 1
              ? regions
              : regions.between(part.time().startSeconds(), part.time().endSeconds());
      for (ChunkPlan.Chunk chunk : ChunkPlan.of(own, targetSeconds)) {
        chunks.add(new ChunkRuns.Spoken(chunk, part.language()));
      }
    }
    return chunks;
  }

  /** Transcribes everything. */
  List<Segment> transcribe(
      List<ChunkRuns.Spoken> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    log.heading("transcribe");
    log.line(
        "audio chunks: "
            + chunks.stream()
                .map(spoken -> clocks(spoken.chunk().audio()) + " " + spoken.language())
                .collect(Collectors.joining(", ")));
    runs.run("piece", chunks, options, progress);
    List<Segment> segments = placed("piece", chunks);
    SpeechRegions unheard = regions.without(words(segments));
    if (most(unheard)) {
      segments.addAll(onceMore(unheard, chunks, options));
      segments.sort(Comparator.comparingDouble(Segment::startSeconds));
      SpeechRegions left = regions.without(words(segments));
      if (most(left)) {
        warnings.add(
            Warning.of(
                Warning.Code.SPEECH_NOT_RECOGNISED,
                String.format(
                    Locale.ROOT,
                    "no word was recognised in %.0f of %.0f s of speech: %s",
                    left.speechSeconds(),
                    regions.speechSeconds(),
                    shown(left))));
      }
    }
    log.line("transcribed: " + segments.size() + " segment(s)");
    return filtered(segments, chunks);
  }

  private boolean most(SpeechRegions some) {
    return some.speechSeconds() * 2 > regions.speechSeconds();
  }

  /** An engine that has nothing to say of most of the speech may be one whose GPU is broken. */
  private List<Segment> onceMore(
      SpeechRegions unheard, List<ChunkRuns.Spoken> chunks, TranscribeOptions options)
      throws TaskFailedException, IOException {
    log.heading("transcribe on the CPU");
    log.line("no word in most of the speech: " + shown(unheard));
    List<ChunkRuns.Spoken> again =
        ChunkPlan.of(unheard, unheard.totalSeconds()).stream()
            .map(c -> new ChunkRuns.Spoken(c, language(chunks, c.audio())))
            .toList();
    runs.run("again", again, options.onCpu(), done -> {});
    List<Segment> segments = placed("again", again);
    if (options.gpu() && !segments.isEmpty()) {
      warnings.add(
          Warning.of(
              Warning.Code.ENGINE_ON_CPU,
              "the speech engine recognised almost nothing with the GPU; the CPU was used"));
    }
    return segments;
  }

  private static String shown(SpeechRegions regions) {
    String shown =
        regions.speech().stream()
            .limit(SHOWN_REGIONS)
            .map(SpeechRecognizer::clocks)
            .collect(Collectors.joining(", "));
    int more = regions.speech().size() - SHOWN_REGIONS;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static String clocks(Interval time) {
    return MediaFacts.clock(time.startSeconds()) + " to " + MediaFacts.clock(time.endSeconds());
  }

  /** The same chunks in English. */
  List<Segment> translate(
      List<ChunkRuns.Spoken> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    log.heading("translate with the speech engine");
    runs.run("english", chunks, options.translated(), progress);
    return filter("en", placed("english", chunks));
  }

  /** Transcribes once more where speech produced no text. */
  List<Segment> repair(
      List<Interval> gaps, List<ChunkRuns.Spoken> chunks, TranscribeOptions options)
      throws TaskFailedException, IOException {
    log.heading("repair");
    List<ChunkRuns.Spoken> again =
        gaps.stream()
            .map(gap -> new ChunkRuns.Spoken(ChunkPlan.chunk(regions, gap), language(chunks, gap)))
            .toList();
    runs.run("gap", again, options, done -> {});
    return filtered(placed("gap", again), again);
  }

  /** The language of the chunk that a time begins in. */
  private static String language(List<ChunkRuns.Spoken> chunks, Interval time) {
    return LanguagePart.at(
        chunks.stream().map(c -> new LanguagePart(c.chunk().audio(), c.language())).toList(),
        time.startSeconds());
  }

  private List<Segment> filtered(List<Segment> segments, List<ChunkRuns.Spoken> chunks) {
    List<Segment> kept = new ArrayList<>();
    List<Segment> run = new ArrayList<>();
    String language = "";
    for (Segment segment : segments) {
      Interval time = new Interval(segment.startSeconds(), segment.endSeconds());
      String own = language(chunks, time);
      if (!own.equals(language) && !run.isEmpty()) {
        kept.addAll(filter(language, run));
        run.clear();
      }
      language = own;
      run.add(segment);
    }
    kept.addAll(filter(language, run));
    return kept;
  }

  private List<Segment> filter(String language, List<Segment> segments) {
    SegmentFilter.Filtered filtered =
        new SegmentFilter(regions, language, AudioExtractor.sound(wav)).filter(segments);
    dropped.addAll(filtered.dropped());
    return filtered.segments();
  }

  private List<Segment> placed(String kind, List<ChunkRuns.Spoken> chunks) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      ChunkPlan.Chunk chunk = chunks.get(i).chunk();
      ChunkTranscript result = runs.result(kind, i);
      WordPlacement.Placed placed = new WordPlacement(regions, chunk).of(result.segments());
      dropped.addAll(placed.dropped());
      Interval kept = chunk.kept();
      placed.segments().stream()
          .flatMap(segment -> segment.within(kept.startSeconds(), kept.endSeconds()).stream())
          .forEach(segments::add);
    }
    return segments;
  }

  /** Without signs for music and the like. */
  private static List<Word> words(List<Segment> segments) {
    return segments.stream()
        .flatMap(segment -> segment.words().stream())
        .filter(word -> word.text().codePoints().anyMatch(Character::isLetterOrDigit))
        .toList();
  }
}
