package io.mediarunner.core.transcription.engine;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.ffmpeg.InputRules;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import io.mediarunner.core.transcription.speech.ChunkTranscript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * whisper.cpp's {@code whisper-cli}: words with times and probabilities, five beams. It loads its
 * model once for all chunks and writes each result as soon as it is ready.
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
   * @param version as the program reports it
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

  /** It only detects the language then; the cost is that of half a minute. */
  @Override
  public double languageSampleSeconds() {
    return 30;
  }

  @Override
  public boolean needsModelFile() {
    return true;
  }

  @Override
  public boolean transcribe(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    List<String> command = command(options);
    // No temperature fallback: it samples randomly, so results would not be reproducible.
    command.addAll(List.of("-bs", "5", "-bo", "5", "-mc", "0", "-nf", "-sns", "-ojf", "-pp"));
    if (options.translate()) {
      command.add("-tr");
    }
    if (!options.vocabulary().isEmpty()) {
      command.addAll(List.of("--prompt", options.vocabulary(), "--carry-initial-prompt"));
    }
    for (AudioChunk chunk : chunks) {
      command.addAll(InputRules.audio(chunk.wav()));
      command.addAll(List.of("-of", chunk.result().toString().replaceAll("\\.json$", "")));
    }
    EngineRun.Ended ended = run.lasting(NAME, command, options, () -> done(chunks, run.folder()));
    if (ended.code() == MODEL_NOT_LOADED) {
      throw EngineRun.unloadable(options);
    }
    if (ended.code() != 0) {
      throw EngineRun.failed();
    }
    return ended.says(BACKEND);
  }

  @Override
  public Optional<Boolean> adopt(List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    Optional<EngineRun.Ended> ended = run.adopt(NAME, options, () -> done(chunks, run.folder()));
    return ended.isPresent() ? Optional.of(ended.get().says(BACKEND)) : Optional.empty();
  }

  private List<String> command(TranscribeOptions options) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of("-m", options.model().orElseThrow().toAbsolutePath().toString()));
    command.addAll(List.of("-l", options.language(), "-t", "" + options.threads()));
    if (!options.gpu()) {
      command.add("-ng");
    }
    return command;
  }

  @Override
  public List<Optional<Guess>> languages(
      List<AudioChunk> chunks, TranscribeOptions options, EngineRun run)
      throws TaskFailedException, IOException {
    List<String> command = command(options.in("auto"));
    command.add("-dl");
    for (AudioChunk chunk : chunks) {
      command.addAll(InputRules.audio(chunk.wav()));
    }
    EngineRun.Ended ended = run.program("whisper-language", command, Map.of(), options, () -> 0);
    if (ended.code() == MODEL_NOT_LOADED) {
      throw EngineRun.unloadable(options);
    }
    Map<String, Guess> guesses = ended.read(WhisperCli::guesses);
    return chunks.stream()
        .map(chunk -> Optional.ofNullable(guesses.get(chunk.wav().toString())))
        .toList();
  }

  /** By file: it names each before what it has found out. */
  private static Map<String, Guess> guesses(Stream<String> lines) {
    Map<String, Guess> guesses = new HashMap<>();
    String file = "";
    Iterator<MatchResult> found =
        lines.flatMap(line -> DETECTED.matcher(line).results()).iterator();
    while (found.hasNext()) {
      MatchResult match = found.next();
      if (match.group(1) != null) {
        file = match.group(1);
      } else {
        guesses.putIfAbsent(file, new Guess(match.group(2), Double.parseDouble(match.group(3))));
      }
    }
    return guesses;
  }

  @Override
  public ChunkTranscript read(Path result) throws IOException {
    return WhisperJson.parse(SmallFile.bytes(result, Limits.RESULT));
  }

  /**
   * Finished chunks according to their results, the current one according to the program's output.
   */
  private static double done(List<AudioChunk> chunks, Path folder) {
    try {
      long all = 0;
      double done = 0;
      boolean current = true;
      for (AudioChunk chunk : chunks) {
        long size = Files.size(chunk.wav());
        all += size;
        if (Files.exists(chunk.result())) {
          done += size;
        } else if (current) {
          current = false;
          done +=
              size * percent(HeadAndTail.tail(folder.resolve(NAME + ".log"), Limits.PROGRESS_TAIL));
        }
      }
      return Math.min(1, done / Math.max(1, all));
    } catch (IOException e) {
      return 0; // no longer there, or not yet
    }
  }

  private static double percent(String toolLog) {
    double percent = 0;
    Matcher line = PERCENT.matcher(toolLog);
    while (line.find()) {
      percent = Double.parseDouble(line.group(1));
    }
    return Math.min(100, percent) / 100; // for short audio it reports more than 100 %
  }
}
