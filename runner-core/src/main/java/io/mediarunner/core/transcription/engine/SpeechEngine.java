package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes down what is said in chunks of audio. One object serves all tasks; every call blocks its
 * thread.
 */
public interface SpeechEngine {
  /** Which one, as in the setting {@code WHISPER_ENGINE}. */
  EngineKind kind();

  /** What names this very engine, such as its version: results of another one are not its own. */
  String version();

  /** Where it is: a file or an address. */
  String place();

  /** Whether {@link #read} tells the language, so that asking beforehand can be spared. */
  boolean tellsLanguage();

  /** Whether it needs a file of the model on this machine. */
  boolean needsModelFile();

  /**
   * A guess at a language.
   *
   * @param language code
   * @param probability 0 to 1; NaN where the engine does not say
   */
  record Guess(String language, double probability) {}

  /**
   * Transcribes chunks, in their order. What is done when it fails stays: each result file is
   * complete or cannot be read.
   *
   * @param chunks at least one; none of them has a result yet
   * @return whether a GPU did it, by the engine's own words
   * @throws TaskFailedException {@code ENGINE_FAILED}, {@code MODEL_MISSING} for a model that
   *     cannot be loaded, {@code STALLED}, or as of {@link
   *     io.mediarunner.core.process.TaskProcesses#run}
   */
  boolean transcribe(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException;

  /**
   * Goes on with what an earlier runner had begun to transcribe by {@link #transcribe} and that
   * still works, until it ends. Its results are where they would have been.
   *
   * @param chunks those it may be at
   * @return whether a GPU did it, by the engine's own words; empty where nothing works on
   * @throws TaskFailedException as {@link #transcribe}
   */
  default Optional<Boolean> adopt(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    return Optional.empty();
  }

  /**
   * Guesses the language of chunks of half a minute.
   *
   * @return a guess for each; empty for one that it knows nothing of
   * @throws TaskFailedException as {@link #transcribe}
   */
  List<Optional<Guess>> languages(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException;

  /**
   * Reads what {@link #transcribe} has written.
   *
   * @throws IllegalArgumentException if it is not complete
   * @throws IOException if there is no such file
   */
  ChunkTranscript read(Path result) throws IOException;
}
