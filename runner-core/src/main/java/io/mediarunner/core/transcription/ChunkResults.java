package io.mediarunner.core.transcription;

import io.mediarunner.core.json.Json;
import io.mediarunner.core.json.JsonCache;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.text.TooLargeException;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The results of the engines so far, one file per chunk, in a folder that survives an interrupted
 * attempt. They are valid only for exactly the plan that they were made for: audio, engine, model,
 * options, chunks.
 */
final class ChunkResults {
  private static final String PLAN = "plan.json";
  private static final String LANGUAGES = "languages.json";

  private final Path folder;
  private final SpeechEngine engine;

  private ChunkResults(Path folder, SpeechEngine engine) {
    this.folder = folder;
    this.engine = engine;
  }

  /**
   * Opens the folder. Removes the results of another plan and terminates its program.
   *
   * @param plan everything that the results depend on, as JSON
   */
  static ChunkResults open(Path folder, SpeechEngine engine, Map<String, Object> plan)
      throws IOException {
    String text = Json.text(plan);
    Path file = folder.resolve(PLAN);
    if (!Files.isRegularFile(file) || !SmallFile.text(file, Limits.LISTING).equals(text)) {
      AttemptProcesses.endWorkingIn(folder);
      Workspace.deleteTree(folder);
      RealFolder.createWithParent(folder);
      write(file, text);
    }
    return new ChunkResults(folder, engine);
  }

  private static void write(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The languages detected earlier. */
  Optional<LanguageDetection.Spoken> languages() {
    return new JsonCache(folder.resolve(LANGUAGES)).read(LanguageDetection.Spoken.class);
  }

  void languages(LanguageDetection.Spoken spoken) throws IOException {
    write(folder.resolve(LANGUAGES), Json.text(spoken));
  }

  /** The folder of all results. */
  Path folder() {
    return folder;
  }

  /** File of a chunk's result, whether it exists or not. */
  Path result(String chunk) {
    return folder.resolve(chunk + ".json");
  }

  /** The transcript of a chunk; empty if there is no complete result. */
  Optional<ChunkTranscript> transcribed(String chunk) throws IOException {
    if (!Files.isRegularFile(result(chunk))) {
      return Optional.empty();
    }
    try {
      return Optional.of(engine.read(result(chunk)));
    } catch (IllegalArgumentException | TooLargeException e) {
      return Optional.empty(); // incomplete, or no transcript
    }
  }
}
