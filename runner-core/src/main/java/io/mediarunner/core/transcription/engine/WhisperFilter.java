package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
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
 * ffmpeg's audio filter {@code whisper}: phrases with times, without words, probabilities or
 * vocabulary, always the most probable token. One process per chunk, which passes the whole audio
 * to whisper.cpp in one call, so that no word is cut.
 */
public final class WhisperFilter implements SpeechEngine {
  private static final Pattern DETECTED =
      Pattern.compile("auto-detected language: (\\w+) \\(p = ([0-9.]+)");
  private static final Pattern BACKEND =
      Pattern.compile("using (CUDA|Vulkan|Metal|ROCm|SYCL)\\w* ?");
  private static final int SAMPLE_BYTES_A_SECOND = 32_000;

  /** The filter buffers what it has not transcribed yet, up to an hour. */
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
  public boolean needsModelFile() {
    return true;
  }

  @Override
  public boolean transcribe(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    boolean gpu = false;
    for (int i = 0; i < chunks.size(); i++) {
      double done = (double) i / chunks.size();
      Path written = run.folder().resolve("whisper-filter.json");
      EngineRun.Ended ended = filter(chunks.get(i), options, "info", written, run, done);
      // A failed call is only a line in its log.
      if (ended.says("Failed to process audio")) {
        throw EngineRun.failed();
      }
      gpu |= ended.says(BACKEND);
      if (!Files.exists(written)) {
        Files.createFile(written); // no speech
      }
      Files.move(written, chunks.get(i).result(), StandardCopyOption.REPLACE_EXISTING);
    }
    return gpu;
  }

  /**
   * File names in the filter contain no character that would need escaping: it runs in the scratch
   * folder, which has a link to the model.
   */
  private EngineRun.Ended filter(
      AudioChunk chunk,
      TranscribeOptions options,
      String verbosity,
      Path written,
      EngineRun run,
      double done)
      throws TaskFailedException, IOException {
    Path link = run.folder().resolve("whisper-model.bin");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, options.model().orElseThrow().toAbsolutePath());
    Files.deleteIfExists(written);
    long seconds = Files.size(chunk.wav()) / SAMPLE_BYTES_A_SECOND + 2;
    List<String> filter = new ArrayList<>();
    filter.add("model=" + link.getFileName());
    filter.add("language=" + options.language());
    filter.add("queue=" + Math.min(LONGEST_QUEUE, Math.max(30, seconds)));
    filter.add("use_gpu=" + (options.gpu() ? 1 : 0));
    if (options.translate()) {
      filter.add("translate=1");
    }
    filter.add("format=json");
    filter.add("destination=" + written.getFileName());
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
                "" + options.threads()));
    command.addAll(InputRules.own(chunk.wav()));
    command.addAll(List.of("-map", "0:a:0", "-vn", "-af", "whisper=" + String.join(":", filter)));
    command.addAll(List.of("-f", "null", "-"));
    EngineRun.Ended ended =
        run.program("whisper-filter", command, ffmpeg.environment(), options, () -> done);
    if (ended.code() != 0) {
      throw ended.says("Failed to initialize whisper context")
          ? EngineRun.unloadable(options)
          : EngineRun.failed();
    }
    return ended;
  }

  /** It reports the language only in its debug output. */
  @Override
  public List<Optional<Guess>> languages(
      List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    List<Optional<Guess>> guesses = new ArrayList<>();
    for (AudioChunk chunk : chunks) {
      Path written = run.folder().resolve("whisper-language.json");
      EngineRun.Ended ended = filter(chunk, options.in("auto"), "debug", written, run, 0);
      guesses.add(
          ended.read(
              lines ->
                  lines
                      .map(DETECTED::matcher)
                      .filter(Matcher::find)
                      .map(line -> new Guess(line.group(1), Double.parseDouble(line.group(2))))
                      .findFirst()));
      Files.deleteIfExists(written);
    }
    return guesses;
  }

  @Override
  public ChunkTranscript read(Path result) throws IOException {
    return FilterOutput.json(SmallFile.text(result, Limits.RESULT));
  }
}
