package io.mediarunner.core.media.whisper;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.speech.Recognised;
import io.mediarunner.core.speech.WhisperJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * whisper.cpp's {@code whisper-cli}: words with times and probabilities, five beams. It loads its
 * model once for all pieces and writes each result as soon as it has it.
 */
public final class WhisperCli implements SpeechEngine {
  private static final Pattern PERCENT = Pattern.compile("progress = +(\\d+)%");
  private static final Pattern BACKEND =
      Pattern.compile("using (CUDA|Vulkan|Metal|ROCm|SYCL)\\w* ?");
  private static final Pattern DETECTED =
      Pattern.compile(
          "(?:processing '([^']*)')|(?:auto-detected language: (\\w+) \\(p = ([0-9.]+))");
  private static final String NAME = "whisper-cli";
  private static final int MODEL_NOT_LOADED = 3;

  private final Path program;
  private final String version;

  /**
   * @param version as the program names it
   */
  public WhisperCli(Path program, String version) {
    this.program = Objects.requireNonNull(program, "program");
    this.version = Objects.requireNonNull(version, "version");
  }

  @Override
  public EngineKind kind() {
    return EngineKind.WHISPER_CLI;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String place() {
    return program.toString();
  }

  @Override
  public boolean tellsLanguage() {
    return true;
  }

  @Override
  public boolean needsModelFile() {
    return true;
  }

  @Override
  public boolean hear(List<Piece> pieces, Order order, EngineRun run)
      throws TaskFailedException, IOException {
    List<String> command = command(order);
    // No fallback: it throws dice, and a piece would not be heard twice the same.
    command.addAll(List.of("-bs", "5", "-bo", "5", "-mc", "0", "-nf", "-sns", "-ojf", "-pp"));
    if (order.translate()) {
      command.add("-tr");
    }
    if (!order.vocabulary().isEmpty()) {
      command.addAll(List.of("--prompt", order.vocabulary(), "--carry-initial-prompt"));
    }
    for (Piece piece : pieces) {
      command.addAll(
          List.of(
              "-f",
              piece.wav().toString(),
              "-of",
              piece.result().toString().replaceAll("\\.json$", "")));
    }
    EngineRun.Ended ended = run.lasting(NAME, command, order, () -> done(pieces, run.folder()));
    if (ended.code() == MODEL_NOT_LOADED) {
      throw EngineRun.unloadable(order);
    }
    if (ended.code() != 0) {
      throw EngineRun.failed();
    }
    return BACKEND.matcher(ended.said()).find();
  }

  @Override
  public Optional<Boolean> adopt(List<Piece> pieces, Order order, EngineRun run)
      throws TaskFailedException, IOException {
    return run.adopt(NAME, order, () -> done(pieces, run.folder()))
        .map(ended -> BACKEND.matcher(ended.said()).find());
  }

  private List<String> command(Order order) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("-m", order.model().orElseThrow().toAbsolutePath().toString()));
    command.addAll(List.of("-l", order.language(), "-t", "" + order.threads()));
    if (!order.gpu()) {
      command.add("-ng");
    }
    return command;
  }

  @Override
  public List<Optional<Guess>> languages(List<Piece> pieces, Order order, EngineRun run)
      throws TaskFailedException, IOException {
    List<String> command = command(order.in("auto"));
    command.add("-dl");
    for (Piece piece : pieces) {
      command.addAll(List.of("-f", piece.wav().toString()));
    }
    EngineRun.Ended ended = run.program("whisper-language", command, Map.of(), order, () -> 0);
    if (ended.code() == MODEL_NOT_LOADED) {
      throw EngineRun.unloadable(order);
    }
    List<Optional<Guess>> guesses = new ArrayList<>();
    for (Piece piece : pieces) {
      guesses.add(guess(ended.said(), piece.wav().toString()));
    }
    return guesses;
  }

  /** It names each file before what it has found out. */
  private static Optional<Guess> guess(String said, String wav) {
    Matcher line = DETECTED.matcher(said);
    String file = "";
    while (line.find()) {
      if (line.group(1) != null) {
        file = line.group(1);
      } else if (file.equals(wav)) {
        return Optional.of(new Guess(line.group(2), Double.parseDouble(line.group(3))));
      }
    }
    return Optional.empty();
  }

  @Override
  public Recognised read(Path result) throws IOException {
    return WhisperJson.parse(Files.readAllBytes(result));
  }

  /** Finished pieces by their results, the current one by what the program says of it. */
  private static double done(List<Piece> pieces, Path folder) {
    try {
      long all = 0;
      double done = 0;
      boolean current = true;
      for (Piece piece : pieces) {
        long size = Files.size(piece.wav());
        all += size;
        if (Files.exists(piece.result())) {
          done += size;
        } else if (current) {
          current = false;
          done += size * percent(EngineRun.tail(folder.resolve(NAME + ".log")));
        }
      }
      return Math.min(1, done / Math.max(1, all));
    } catch (IOException e) {
      return 0; // no longer there, or not yet
    }
  }

  private static double percent(String said) {
    double percent = 0;
    Matcher line = PERCENT.matcher(said);
    while (line.find()) {
      percent = Double.parseDouble(line.group(1));
    }
    return Math.min(100, percent) / 100; // short sound is told as more than the whole
  }
}
