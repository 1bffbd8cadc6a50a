package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.transcription.speech.Segment;
import io.mediarunner.core.transcription.speech.Word;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compares an engine on the GPU with the same engine on the CPU: an engine that uses a GPU may
 * still hear nothing, or garbage, or be slower.
 */
public final class GpuTrial {
  /** Words in the sentence; engines invent some behind it. */
  private static final int SENTENCE_WORDS = 5;

  private final ProcessRunner processes;

  /**
   * @param processes runs the programs
   */
  public GpuTrial(ProcessRunner processes) {
    this.processes = Objects.requireNonNull(processes, "processes");
  }

  /**
   * What an engine made of the known sentence.
   *
   * @param words in lower case, without punctuation
   * @param seconds for it once the model was loaded
   * @param gpu whether a GPU was used, according to the engine's own output
   */
  record Heard(String words, double seconds, boolean gpu) {}

  /**
   * Why the GPU is not to be used with a model; empty text if it is right and not slower. Never
   * throws for errors of the engine.
   *
   * @param options with the model, and with the GPU
   * @throws IOException if the disk refuses
   */
  public String of(SpeechEngine engine, TranscribeOptions options) throws IOException {
    LastWords said = new LastWords();
    Heard cpu;
    try {
      cpu = heard(engine, options.onCpu(), said);
    } catch (TaskFailedException | IllegalArgumentException e) {
      return "the trial on the CPU failed, so there is nothing to compare with";
    }
    try {
      return verdict(cpu, heard(engine, options, said));
    } catch (TaskFailedException e) {
      return "the engine failed with the GPU: " + said.why(e.failure());
    } catch (IllegalArgumentException e) {
      return "the engine gave no complete result with the GPU";
    }
  }

  static String verdict(Heard cpu, Heard gpu) {
    if (!gpu.gpu()) {
      return "the engine found no GPU";
    }
    if (cpu.words().isEmpty()) {
      return "the trial on the CPU recognised nothing, so there is nothing to compare with";
    }
    if (!gpu.words().equals(cpu.words())) {
      return String.format(
          Locale.ROOT,
          "it recognised \"%s\" with the GPU where the CPU recognised \"%s\"",
          gpu.words(),
          cpu.words());
    }
    return gpu.seconds() > cpu.seconds()
        ? String.format(
            Locale.ROOT,
            "the GPU is slower than the CPU: %.1f s instead of %.1f s",
            gpu.seconds(),
            cpu.seconds())
        : "";
  }

  /** Twice the same: between the two results nothing is loaded any more. */
  private Heard heard(SpeechEngine engine, TranscribeOptions options, LastWords said)
      throws TaskFailedException, IOException {
    Path folder = TemporaryFiles.folder("speech-trial-");
    try (InputStream audio = EngineTrial.audio()) {
      Path wav = folder.resolve("trial-1.wav");
      Files.copy(audio, wav);
      AudioChunk first = new AudioChunk(wav, folder.resolve("trial-1.json"));
      AudioChunk second =
          new AudioChunk(
              Files.copy(wav, folder.resolve("trial-2.wav")), folder.resolve("trial-2.json"));
      boolean gpu =
          engine.transcribe(
              List.of(first, second),
              options,
              new EngineRun(new TaskProcesses(processes, pid -> {}), folder, said, done -> {}));
      if (!Files.exists(first.result()) || !Files.exists(second.result())) {
        throw new IllegalArgumentException("no result");
      }
      double seconds =
          (Files.getLastModifiedTime(second.result()).toMillis()
                  - Files.getLastModifiedTime(first.result()).toMillis())
              / 1000.0;
      return new Heard(words(engine.read(second.result()).segments()), seconds, gpu);
    } finally {
      Workspace.deleteTree(folder);
    }
  }

  private static String words(List<Segment> segments) {
    return segments.stream()
        .flatMap(segment -> segment.timedWords().stream())
        .map(Word::text)
        .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}']+", ""))
        .filter(text -> !text.isEmpty())
        .limit(SENTENCE_WORDS)
        .collect(Collectors.joining(" "));
  }
}
