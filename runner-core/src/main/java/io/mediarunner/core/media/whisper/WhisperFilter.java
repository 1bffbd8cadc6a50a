package io.mediarunner.core.media.whisper;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.speech.FilterOutput;
import io.mediarunner.core.speech.Recognised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ffmpeg's audio filter {@code whisper}: phrases with times, no words, no probabilities, no
 * vocabulary, the most probable token always. One process for each piece, whose whole sound is one
 * call of whisper.cpp, so that no word is cut.
 */
public final class WhisperFilter implements SpeechEngine {
  private static final Pattern DETECTED =
      Pattern.compile("auto-detected language: (\\w+) \\(p = ([0-9.]+)");
  private static final Pattern BACKEND =
      Pattern.compile("using (CUDA|Vulkan|Metal|ROCm|SYCL)\\w* ?");
  private static final int SAMPLE_BYTES_A_SECOND = 32_000;

  /** The filter keeps what it has not heard yet; an hour is its limit. */
  private static final int LONGEST_QUEUE = 3600;

  private final FfmpegTools ffmpeg;

  /**
   * @param ffmpeg one that has the filter
   */
  public WhisperFilter(FfmpegTools ffmpeg) {
    this.ffmpeg = Objects.requireNonNull(ffmpeg, "ffmpeg");
  }

  @Override
  public EngineKind kind() {
    return EngineKind.FFMPEG;
  }

  @Override
  public String version() {
    return ffmpeg.version();
  }

  @Override
  public String place() {
    return ffmpeg.ffmpeg().toString();
  }

  @Override
  public boolean tellsLanguage() {
    return false;
  }

  @Override
  public boolean needsModelFile() {
    return true;
  }

  @Override
  public boolean hear(List<Piece> pieces, Order order, EngineRun run)
      throws TaskFailedException, IOException {
    boolean gpu = false;
    for (int i = 0; i < pieces.size(); i++) {
      double done = (double) i / pieces.size();
      Path written = run.folder().resolve("whisper-filter.json");
      String said = filter(pieces.get(i), order, "info", written, run, done);
      // A call that fails is only a line in its log.
      if (said.contains("Failed to process audio")) {
        throw EngineRun.failed();
      }
      gpu |= BACKEND.matcher(said).find();
      if (!Files.exists(written)) {
        Files.createFile(written); // nothing was said
      }
      Files.move(written, pieces.get(i).result(), StandardCopyOption.REPLACE_EXISTING);
    }
    return gpu;
  }

  /**
   * File names go into the filter without a character that would have to be escaped: it runs in the
   * scratch folder, where the model has a link.
   */
  private String filter(
      Piece piece, Order order, String verbosity, Path written, EngineRun run, double done)
      throws TaskFailedException, IOException {
    Path link = run.folder().resolve("whisper-model.bin");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, order.model().orElseThrow().toAbsolutePath());
    Files.deleteIfExists(written);
    long seconds = Files.size(piece.wav()) / SAMPLE_BYTES_A_SECOND + 2;
    List<String> options = new ArrayList<>();
    options.add("model=" + link.getFileName());
    options.add("language=" + order.language());
    options.add("queue=" + Math.min(LONGEST_QUEUE, Math.max(30, seconds)));
    options.add("use_gpu=" + (order.gpu() ? 1 : 0));
    if (order.translate()) {
      options.add("translate=1");
    }
    options.add("format=json");
    options.add("destination=" + written.getFileName());
    List<String> command =
        new ArrayList<>(
            List.of(
                ffmpeg.ffmpeg().toString(),
                "-hide_banner",
                "-nostdin",
                "-nostats",
                "-y",
                "-v",
                verbosity,
                "-filter_threads",
                "" + order.threads()));
    command.addAll(ffmpeg.input(piece.wav()));
    command.addAll(List.of("-map", "0:a:0", "-vn", "-af", "whisper=" + String.join(":", options)));
    command.addAll(List.of("-f", "null", "-"));
    EngineRun.Ended ended =
        run.program("whisper-filter", command, ffmpeg.environment(), order, () -> done);
    if (ended.code() != 0) {
      throw ended.said().contains("Failed to initialize whisper context")
          ? EngineRun.unloadable(order)
          : EngineRun.failed();
    }
    return ended.said();
  }

  /** It tells the language only among what it says to developers. */
  @Override
  public List<Optional<Guess>> languages(List<Piece> pieces, Order order, EngineRun run)
      throws TaskFailedException, IOException {
    List<Optional<Guess>> guesses = new ArrayList<>();
    for (Piece piece : pieces) {
      Path written = run.folder().resolve("whisper-language.json");
      Matcher line = DETECTED.matcher(filter(piece, order.in("auto"), "debug", written, run, 0));
      guesses.add(
          line.find()
              ? Optional.of(new Guess(line.group(1), Double.parseDouble(line.group(2))))
              : Optional.empty());
      Files.deleteIfExists(written);
    }
    return guesses;
  }

  @Override
  public Recognised read(Path result) throws IOException {
    return FilterOutput.json(EngineRun.text(result));
  }
}
