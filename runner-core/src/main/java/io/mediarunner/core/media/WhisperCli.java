package io.mediarunner.core.media;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskTools;
import io.mediarunner.core.speech.WhisperJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * whisper.cpp's {@code whisper-cli}: hears pieces of sound, all in one process, so that the model
 * is loaded once. Blocks its thread.
 */
final class WhisperCli {
  private static final Pattern PERCENT = Pattern.compile("progress = +(\\d+)%");
  private static final Pattern BACKEND =
      Pattern.compile("using (CUDA|Vulkan|Metal|ROCm|SYCL)\\w* ?");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Path program;
  private final TaskTools tools;
  private final EncodingLog log;

  WhisperCli(Path program, TaskTools tools, EncodingLog log) {
    this.program = program;
    this.tools = tools;
    this.log = log;
  }

  /**
   * What is to be heard.
   *
   * @param model file
   * @param language a code, or {@code auto}
   * @param translate whether it is to be written down in English
   * @param gpu whether a GPU may be used
   * @param threads above 0
   * @param limit after which it is ended
   */
  record Order(
      Path model, String language, boolean translate, boolean gpu, int threads, Duration limit) {}

  /**
   * What was heard.
   *
   * @param pieces one result a piece, in their order; times count from the piece's beginning
   * @param gpu whether a GPU did it, by the program's own words
   */
  record Heard(List<WhisperJson> pieces, boolean gpu) {}

  /**
   * Hears pieces.
   *
   * @param wavs 16 kHz, mono, 16 bit; results are written beside them
   * @param progress told of the fraction that is done, on a thread of its own
   * @throws TaskFailedException {@code ENGINE_FAILED}, {@code MODEL_MISSING} for a model that
   *     cannot be loaded, or as of {@link TaskTools#run}
   */
  Heard hear(List<Path> wavs, Order order, DoubleConsumer progress)
      throws TaskFailedException, IOException {
    Path folder = wavs.get(0).getParent();
    Path said = folder.resolve("whisper-cli.log");
    for (Path wav : wavs) {
      Files.deleteIfExists(json(wav)); // a result counts only if this run has made it
    }
    List<String> command = command(wavs, order);
    log.command(command);
    Thread watch = watch(wavs, said, progress);
    ProcessExit exit;
    try {
      exit =
          tools.run(
              // Never with nice: its threads wait for each other in loops.
              new ProcessSpec(command, folder, Map.of(), said, said, order.limit(), GRACE, 0));
    } finally {
      watch.interrupt();
      if (Files.exists(said)) {
        log.output(said);
      }
    }
    if (exit instanceof ProcessExit.NonZero failed) {
      throw failed.exitCode() == 3
          ? new TaskFailedException(
              FailureCode.MODEL_MISSING,
              "The speech model %s cannot be loaded.".formatted(order.model().getFileName()))
          : failed();
    }
    List<WhisperJson> results = new ArrayList<>();
    for (Path wav : wavs) {
      // It ends with 0 also after an error: what counts is the whole result.
      try {
        results.add(WhisperJson.parse(Files.readAllBytes(json(wav))));
      } catch (IOException | IllegalArgumentException e) {
        throw new TaskFailedException(failed().failure(), e);
      }
    }
    return new Heard(results, BACKEND.matcher(EncodingLog.text(said)).find());
  }

  private List<String> command(List<Path> wavs, Order order) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("-m", order.model().toAbsolutePath().toString()));
    command.addAll(List.of("-l", order.language(), "-t", "" + order.threads()));
    command.addAll(List.of("-bs", "5", "-bo", "5", "-mc", "0", "-sns", "-ojf", "-pp"));
    if (order.translate()) {
      command.add("-tr");
    }
    if (!order.gpu()) {
      command.add("-ng");
    }
    for (Path wav : wavs) {
      command.addAll(
          List.of("-f", wav.toString(), "-of", wav.toString().replaceAll("\\.wav$", "")));
    }
    return command;
  }

  private static Path json(Path wav) {
    return wav.resolveSibling(wav.getFileName().toString().replaceAll("\\.wav$", ".json"));
  }

  private static TaskFailedException failed() {
    return new TaskFailedException(
        FailureCode.ENGINE_FAILED,
        "The speech could not be recognised; encoding.log of this task has the details.");
  }

  /** Finished pieces by their results, the current one by what the program says of it. */
  private static Thread watch(List<Path> wavs, Path said, DoubleConsumer progress) {
    Thread thread =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                progress.accept(done(wavs, said));
                try {
                  Thread.sleep(LOOK.toMillis());
                } catch (InterruptedException e) {
                  return;
                }
              }
            },
            "whisper-progress");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static double done(List<Path> wavs, Path said) {
    try {
      long all = 0;
      double done = 0;
      boolean current = true;
      for (Path wav : wavs) {
        long size = Files.size(wav);
        all += size;
        if (Files.exists(json(wav))) {
          done += size;
        } else if (current) {
          current = false;
          done += size * percent(said);
        }
      }
      return Math.min(1, done / Math.max(1, all));
    } catch (IOException e) {
      return 0; // no longer there, or not yet
    }
  }

  private static double percent(Path said) throws IOException {
    double percent = 0;
    if (Files.exists(said)) {
      Matcher line = PERCENT.matcher(EncodingLog.text(said));
      while (line.find()) {
        percent = Double.parseDouble(line.group(1));
      }
    }
    return Math.min(100, percent) / 100; // short sound is told as more than the whole
  }
}
