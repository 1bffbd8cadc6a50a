package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.transcription.speech.SpeechRegions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Separates speech from music and noise: the Silero model, run by whisper.cpp's {@code
 * whisper-vad-speech-segments}.
 *
 * @param program file
 * @param model in whisper.cpp's format
 */
public record VoiceActivity(Path program, Path model) {
  private static final Pattern MODEL_NAME = Pattern.compile("ggml-silero-v[0-9.]+\\.bin");

  /**
   * @throws NullPointerException if a component is null
   */
  public VoiceActivity {
    Objects.requireNonNull(program, "program");
    Objects.requireNonNull(model, "model");
  }

  /**
   * The newest model in a folder, with the program that runs it; empty if either is missing.
   *
   * @throws IOException if the folder cannot be listed
   */
  public static Optional<VoiceActivity> find(Optional<Path> program, Path modelsDir)
      throws IOException {
    if (program.isEmpty() || !Files.isDirectory(modelsDir)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(modelsDir)) {
      return files
          .filter(file -> MODEL_NAME.matcher(file.getFileName().toString()).matches())
          .max(Comparator.naturalOrder())
          .map(model -> new VoiceActivity(program.get(), model));
    }
  }

  /**
   * Finds speech.
   *
   * @param wav 16 kHz, mono, 16 bit
   * @param totalSeconds its length, above 0
   * @param options number of threads and time limit
   * @throws TaskFailedException {@code ENGINE_FAILED}, or as of {@link
   *     io.mediarunner.core.process.TaskProcesses#run}
   */
  public SpeechRegions listen(
      Path wav, double totalSeconds, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(InputRules.audio(wav));
    command.addAll(List.of("-vm", model.toAbsolutePath().toString()));
    command.addAll(
        List.of("-t", "1")); // faster than two: its threads spin while they wait for each other
    EngineRun.Ended ended = run.program("voice-activity", command, Map.of(), options, () -> 0);
    if (ended.code() != 0 || !ended.says("Detected ")) {
      throw new TaskFailedException(
          FailureCode.ENGINE_FAILED,
          "Speech detection failed. The task's encoding.log has the details.");
    }
    return ended.read(lines -> SpeechRegions.ofVad(lines, totalSeconds));
  }
}
