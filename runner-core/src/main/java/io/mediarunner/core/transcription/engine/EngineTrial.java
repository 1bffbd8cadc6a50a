package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import io.mediarunner.core.workspace.TemporaryFiles;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Has an engine transcribe two seconds of speech: being installed does not mean that it works. */
public final class EngineTrial {
  private static final String SOUND = "trial.wav";

  /** Engines round up to half a minute. */
  private static final double LATEST_SECONDS = 40;

  private final ProcessRunner processes;

  /**
   * @param processes runs the programs
   */
  public EngineTrial(ProcessRunner processes) {
    this.processes = Objects.requireNonNull(processes, "processes");
  }

  /** The speech that engines transcribe: 16 kHz, mono, 16 bit, a WAV file. The caller closes it. */
  public static InputStream audio() {
    return Objects.requireNonNull(EngineTrial.class.getResourceAsStream(SOUND), SOUND);
  }

  /**
   * Result of the test.
   *
   * @param works whether it produced a complete, plausible result
   * @param gpu whether it used a GPU, according to its own output
   * @param detail one sentence for people
   */
  public record Verdict(boolean works, boolean gpu, String detail) {}

  /**
   * Tests one engine. Never throws for errors of the engine.
   *
   * @param options with the model for the test
   * @throws IOException if the disk refuses
   */
  public Verdict of(SpeechEngine engine, TranscribeOptions options) throws IOException {
    Path folder = TemporaryFiles.folder("speech-trial-");
    LastWords said = new LastWords();
    try (InputStream audio = audio()) {
      Path wav = folder.resolve(SOUND);
      Files.copy(audio, wav);
      Path result = folder.resolve("trial.json");
      long begin = System.nanoTime();
      boolean gpu =
          engine.transcribe(
              List.of(new AudioChunk(wav, result)),
              options,
              new EngineRun(new TaskProcesses(processes, pid -> {}), folder, said, done -> {}));
      ChunkTranscript transcribed = engine.read(result);
      boolean plausible =
          transcribed.segments().stream()
              .allMatch(
                  s ->
                      s.startSeconds() >= 0
                          && s.startSeconds() <= s.endSeconds()
                          && s.endSeconds() < LATEST_SECONDS);
      double seconds = (System.nanoTime() - begin) / 1e9;
      return plausible
          ? new Verdict(
              true, gpu, String.format(java.util.Locale.ROOT, "test took %.1f s", seconds))
          : new Verdict(false, gpu, "the test returned impossible timestamps");
    } catch (TaskFailedException e) {
      return new Verdict(false, false, said.why(e.failure()));
    } catch (IOException | IllegalArgumentException e) {
      return new Verdict(false, false, "the test returned no complete result: " + e.getMessage());
    } finally {
      Workspace.deleteTree(folder);
    }
  }
}
