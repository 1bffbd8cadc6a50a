package io.mediarunner.core.media;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.media.whisper.SpeechEngine;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.speech.Recognised;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * What engines have heard so far, a file for each piece, in a folder that outlives an interrupted
 * attempt. It counts only for the very plan it was made for: sound, engine, model, options, pieces.
 */
final class HeardPieces {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PLAN = "plan.json";
  private static final String LANGUAGE = "language";

  private final Path folder;
  private final SpeechEngine engine;

  private HeardPieces(Path folder, SpeechEngine engine) {
    this.folder = folder;
    this.engine = engine;
  }

  /**
   * Opens the folder; what another plan has left there is removed, and who works for it is ended.
   *
   * @param plan all that results hang on, as JSON has it
   */
  static HeardPieces open(Path folder, SpeechEngine engine, Map<String, Object> plan)
      throws IOException {
    String text = MAPPER.writeValueAsString(plan);
    Path file = folder.resolve(PLAN);
    if (!Files.isRegularFile(file) || !Files.readString(file).equals(text)) {
      AttemptProcesses.endWorkingIn(folder);
      Workspace.deleteTree(folder);
      Files.createDirectories(folder);
      write(file, text);
    }
    return new HeardPieces(folder, engine);
  }

  private static void write(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(unfinished, text);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The language that was found out before. */
  Optional<String> language() throws IOException {
    Path file = folder.resolve(LANGUAGE);
    return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  void language(String code) throws IOException {
    write(folder.resolve(LANGUAGE), code);
  }

  /** Holds all of it. */
  Path folder() {
    return folder;
  }

  /** Where a piece's result is or will be. */
  Path result(String piece) {
    return folder.resolve(piece + ".json");
  }

  /** What was heard; empty if there is no whole result. */
  Optional<Recognised> heard(String piece) throws IOException {
    if (!Files.isRegularFile(result(piece))) {
      return Optional.empty();
    }
    try {
      return Optional.of(engine.read(result(piece)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // half of one
    }
  }
}
