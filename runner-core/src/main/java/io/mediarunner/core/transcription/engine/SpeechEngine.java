package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Transcribes chunks of audio. One object serves all tasks; every call blocks its thread. */
public interface SpeechEngine {
  /** Kind of the engine, as in the setting {@code WHISPER_ENGINE}. */
  EngineKind kind();

  /** Identity of the engine, such as its version: results of a different one are not reused. */
  String version();

  /** Its location: a file or a URL. */
  String place();

  /**
   * How much speech a guess in {@link #languages} is worth, seconds; some engines transcribe it.
   */
  default double languageSampleSeconds() {
    return 10;
  }

  /** Whether it needs a local model file. */
  boolean needsModelFile();

  /**
   * A language guess.
   *
   * @param language code
   * @param probability 0 to 1; NaN if the engine does not report it
   */
  record Guess(String language, double probability) {}

  /**
   * Transcribes chunks in order. Results finished before a failure stay: each result file is either
   * complete or unreadable.
   *
   * @param chunks at least one; none of them has a result yet
   * @return whether a GPU was used, according to the engine's own output
   * @throws TaskFailedException {@code ENGINE_FAILED}, {@code MODEL_MISSING} for a model that
   *     cannot be loaded, {@code STALLED}, or as of {@link
   *     io.mediarunner.core.process.TaskProcesses#run}
   */
  boolean transcribe(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException;

  /**
   * Adopts a {@link #transcribe} run that an earlier runner started and that is still running,
   * until it ends. Its results are in the same files.
   *
   * @param chunks that it may be transcribing
   * @return whether a GPU was used, according to the engine's own output; empty if nothing is
   *     running
   * @throws TaskFailedException as {@link #transcribe}
   */
  default Optional<Boolean> adopt(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    return Optional.empty();
  }

  /**
   * Guesses the language of chunks of half a minute.
   *
   * @return one guess for each; empty if it has none
   * @throws TaskFailedException as {@link #transcribe}
   */
  List<Optional<Guess>> languages(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException;

  /**
   * Reads a result of {@link #transcribe}.
   *
   * @throws IllegalArgumentException if it is not complete
   * @throws IOException if there is no such file
   */
  ChunkTranscript read(Path result) throws IOException;
}
