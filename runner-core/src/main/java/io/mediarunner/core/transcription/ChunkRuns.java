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
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;

/**
 * Has an engine transcribe chunks of one recording. Chunks that an earlier attempt transcribed are
 * not transcribed again, and an engine that dies is restarted for the missing ones.
 */
final class ChunkRuns {
  private final MediaTask task;
  private final Path wav;
  private final SpeechEngine engine;
  private final ChunkResults transcribed;
  private final EncodingLog log;
  private final List<Warning> warnings;
  private boolean gpu;

  ChunkRuns(
      MediaTask task,
      Path wav,
      SpeechEngine engine,
      ChunkResults transcribed,
      EncodingLog log,
      List<Warning> warnings) {
    this.task = task;
    this.wav = wav;
    this.engine = engine;
    this.transcribed = transcribed;
    this.log = log;
    this.warnings = warnings;
  }

  /** A chunk and the language that is spoken in it. */
  record Spoken(ChunkPlan.Chunk chunk, String language) {}

  /** Whether a GPU did part of the work. */
  boolean usedGpu() {
    return gpu;
  }

  /** The result of a chunk that was transcribed. */
  ChunkTranscript result(String kind, int number) throws IOException {
    return transcribed.transcribed(name(kind, number)).orElseThrow();
  }

  /**
   * Transcribes the chunks that have no complete result yet, each in its language.
   *
   * @param kind what they are, part of their files' names
   */
  void run(String kind, List<Spoken> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    goOn(kind, chunks, options, progress);
    for (String language : new TreeSet<>(chunks.stream().map(Spoken::language).toList())) {
      runMissing(kind, chunks, language, options.in(language), progress);
    }
  }

  private static String name(String kind, int number) {
    return String.format(Locale.ROOT, "%s-%04d", kind, number);
  }

  private EngineRun run(DoubleConsumer progress) {
    return new EngineRun(
        task.tools(), task.workDir(), Optional.of(transcribed.folder()), log::line, progress);
  }

  /** Progress for the remaining chunks; the others are done. */
  private EngineRun run(
      List<AudioChunk> now, int waiting, List<Spoken> all, DoubleConsumer progress) {
    double before = 1 - (double) (now.size() + waiting) / all.size();
    double share = now.size() / (double) all.size();
    return run(done -> progress.accept(before + share * done));
  }

  /** Adopts an engine that outlived the runner and waits for its end. */
  private void goOn(
      String kind, List<Spoken> chunks, TranscribeOptions options, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    List<AudioChunk> begun = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      String name = name(kind, i);
      Path file = task.workDir().resolve(name + ".wav");
      if (Files.exists(file)) {
        begun.add(new AudioChunk(file, transcribed.result(name)));
      }
    }
    try {
      Optional<Boolean> adopted = engine.adopt(begun, options, run(begun, 0, chunks, progress));
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

  /**
   * An engine that fails is restarted as long as it makes progress, and once more if it does not;
   * without the GPU, if that may have been the cause.
   */
  private void runMissing(
      String kind,
      List<Spoken> chunks,
      String language,
      TranscribeOptions options,
      DoubleConsumer progress)
      throws TaskFailedException, IOException {
    TranscribeOptions now = options;
    int failures = 0;
    int before = Integer.MAX_VALUE;
    while (true) {
      List<AudioChunk> missing = missing(kind, chunks, language);
      if (missing.isEmpty()) {
        return;
      }
      failures = missing.size() < before ? 0 : failures;
      before = missing.size();
      int waiting = missingElsewhere(kind, chunks, language);
      try {
        gpu |= engine.transcribe(missing, now, run(missing, waiting, chunks, progress));
        if (!missing(kind, chunks, language).isEmpty()) {
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

  /** Chunks in a later language. */
  private int missingElsewhere(String kind, List<Spoken> chunks, String language)
      throws IOException {
    int missing = 0;
    for (int i = 0; i < chunks.size(); i++) {
      boolean later = chunks.get(i).language().compareTo(language) > 0;
      missing += later && transcribed.transcribed(name(kind, i)).isEmpty() ? 1 : 0;
    }
    return missing;
  }

  /** Chunks without a result, cut out and ready to be transcribed. */
  private List<AudioChunk> missing(String kind, List<Spoken> chunks, String language)
      throws IOException {
    List<AudioChunk> missing = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      String name = name(kind, i);
      if (!chunks.get(i).language().equals(language) || transcribed.transcribed(name).isPresent()) {
        continue;
      }
      Path file = task.workDir().resolve(name + ".wav");
      Files.deleteIfExists(transcribed.result(name));
      if (!Files.exists(file)) {
        AudioExtractor.cut(wav, chunks.get(i).chunk().parts(), file);
      }
      missing.add(new AudioChunk(file, transcribed.result(name)));
    }
    return missing;
  }
}
