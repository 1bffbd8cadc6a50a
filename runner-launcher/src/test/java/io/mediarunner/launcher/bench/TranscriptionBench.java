package io.mediarunner.launcher.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.config.TranscriptionConfig;
import io.mediarunner.core.config.TranslationConfig;
import io.mediarunner.core.config.parse.ConfigKey;
import io.mediarunner.core.transcription.EngineSlots;
import io.mediarunner.core.transcription.TranscriptionWork;
import io.mediarunner.core.transcription.engine.GpuUse;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.VoiceActivity;
import io.mediarunner.core.transcription.engine.WhisperCli;
import io.mediarunner.core.transcription.engine.WhisperLocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Our transcription task against the bare engine on the same audio, with the same model and number
 * of threads. The two alternate; each figure is the median of the ratios of the pairs, with its
 * spread. The speech is of espeak-ng.
 */
@Command(name = "bench transcription", mixinStandardHelpOptions = true)
public final class TranscriptionBench implements Callable<Integer> {
  private static final int SAMPLE_RATE = 16_000;
  private static final int WAV_HEADER = 44; // bytes, without the tags that ffmpeg would add
  private static final Path FIXTURES = Path.of("runner-core/src/test/resources/speech");
  private static final String SILERO = "ggml-silero-v6.2.0.bin";
  private static final int LONG = 7200;
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final List<String> SENTENCES =
      List.of(
          "today we study the history of music",
          "the teacher answers every question",
          "machines can learn a language",
          "our next chapter begins tomorrow");

  @Option(
      names = "--pairs",
      description = "Number of pairs of runs per case (default: ${DEFAULT-VALUE})")
  private int pairs = 3;

  @Option(
      names = "--seconds",
      description = "Length of the recordings in seconds (default: ${DEFAULT-VALUE})")
  private int seconds = 600;

  @Option(
      names = "--layouts",
      description =
          "Number of generated recordings whose captions are compared with the truth, per engine"
              + " (default: ${DEFAULT-VALUE})")
  private int layouts = 200;

  @Option(
      names = "--minutes",
      description =
          "Time for these recordings; the figures are of as many as fit (default: ${DEFAULT-VALUE})")
  private int minutes = 180;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "Where the results of these recordings are kept; those already there are not made again")
  private @Nullable Path results;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Model in whisper.cpp's format (default: the test model)")
  private @Nullable Path model;

  @Option(
      names = "--threads",
      description =
          "Engine threads on both sides (default: ${DEFAULT-VALUE}; threads spin while they wait for"
              + " each other, so several would also measure other load on the machine)")
  private int threads = 1;

  @Option(names = "--only", description = "Only cases whose name contains this text")
  private String only = "";

  private final BenchRuns runs;
  private final Path home = Path.of(System.getProperty("runner.home", "."));

  @SuppressWarnings("NullAway.Init") // call sets it
  private Path program;

  @SuppressWarnings("NullAway.Init") // call sets it
  private Path models;

  private TranscriptionBench(BenchRuns runs) {
    this.runs = runs;
  }

  public static void main(String[] args) throws Exception {
    BenchRuns.main(TranscriptionBench::new, args);
  }

  @Override
  public Integer call() throws Exception {
    WhisperLocator locator = new WhisperLocator(System.getenv("PATH"), runs.folder());
    program =
        locator
            .cli(Optional.empty())
            .orElseThrow(
                () -> new IOException("no whisper-cli found; run bin/install-whisper to build it"));
    models = Files.createDirectory(runs.folder().resolve("models"));
    Path fixtures = home.resolve(FIXTURES);
    Path source = model == null ? fixtures.resolve("ggml-fixture-en-fr.bin") : model;
    Files.copy(source, models.resolve("ggml-small.bin"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(fixtures.resolve(SILERO), models.resolve(SILERO));
    System.out.printf(
        Locale.ROOT,
        "model %s, %d thread(s), recordings of %d s, %d pair(s)%n%n",
        source.getFileName(),
        threads,
        seconds,
        pairs);
    System.out.println("| case | measure | value: median (min – max) | target |");
    System.out.println("|---|---|---|---|");
    if (wanted("layouts")) {
      new LayoutBench(runs, program, models.resolve("ggml-small.bin"), threads)
          .run(
              layouts,
              Duration.ofMinutes(minutes),
              new LayoutResults(results == null ? runs.folder().resolve("results.jsonl") : results),
              this::work);
    }
    if (wanted("speech")) {
      cost("speech", speech(seconds, 1), "≤ 1.05");
    }
    if (wanted("silence")) {
      cost("speech and 80 % silence", speech(seconds, 5), "≤ 0.30");
    }
    if (wanted("pieces")) {
      chunks(speech(seconds, 1));
    }
    if (wanted("memory")) {
      memory(speech(seconds, 1));
    }
    return 0;
  }

  private boolean wanted(String name) {
    return name.contains(only);
  }

  private void cost(String name, Path wav, String target) throws Exception {
    Samples cpu = new Samples();
    Samples wall = new Samples();
    for (int i = 0; i < pairs; i++) {
      BenchRuns.Cost bare = runs.reference(List.of(bare(wav)));
      BenchRuns.Cost own = runs.task(work(800), "transcription", wav, runs.newFolder(), Map.of());
      cpu.add(own.cpu() / bare.cpu());
      wall.add(own.wall() / bare.wall());
    }
    BenchRuns.row(name, "CPU, ours / bare engine", cpu.text("%.2f"), target);
    BenchRuns.row(name, "wall, ours / bare engine", wall.text("%.2f"), "");
  }

  private void chunks(Path wav) throws Exception {
    Path one = runs.newFolder();
    Path several = runs.newFolder();
    runs.task(work(seconds + 1), "transcription", wav, one, Map.of());
    runs.task(work(Math.max(1, seconds / 4)), "transcription", wav, several, Map.of());
    BenchRuns.row(
        "pieces",
        String.format(
            Locale.ROOT,
            "words, in %s chunks / in %s",
            about(several, "pieces"),
            about(one, "pieces")),
        String.format(
            Locale.ROOT, "%.3f", about(several, "word_count") / (double) about(one, "word_count")),
        "0.99 – 1.01");
  }

  private void memory(Path wav) throws Exception {
    runs.task(work(800), "transcription", wav, runs.newFolder(), Map.of());
    Path hours = speech(LONG, 1);
    double shorter = peak(wav);
    double longer = peak(hours);
    BenchRuns.row(
        "memory",
        String.format(Locale.ROOT, "peak of our process, %d s minus %d s, MiB", LONG, seconds),
        String.format(Locale.ROOT, "%.0f (%.0f – %.0f)", longer - shorter, shorter, longer),
        "≤ 20");
  }

  /** MiB of memory that this process holds at most during a task, as proc(5) has it. */
  private double peak(Path wav) throws Exception {
    System.gc();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    runs.task(work(800), "transcription", wav, runs.newFolder(), Map.of());
    Matcher line = PEAK.matcher(Files.readString(Path.of("/proc/self/status")));
    if (!line.find()) {
      throw new IOException("no VmHWM");
    }
    return Long.parseLong(line.group(1)) / 1024.0;
  }

  private static long about(Path attempt, String key) throws IOException {
    JsonNode info = new ObjectMapper().readTree(attempt.resolve("output/info_video.json").toFile());
    return info.path("transcription").path(key).asLong();
  }

  /** The engine by itself: the same search, the same model. */
  private List<String> bare(Path wav) {
    return List.of(
        program.toString(),
        "-m",
        models.resolve("ggml-small.bin").toString(),
        "-l",
        "auto",
        "-t",
        "" + threads,
        "-ng",
        "-bs",
        "5",
        "-bo",
        "5",
        "-mc",
        "0",
        "-nf",
        "-sns",
        "-ojf",
        "-of",
        runs.folder().resolve("bare").toString(),
        "-f",
        wav.toString());
  }

  private TranscriptionWork work(SpeechEngine engine) {
    try {
      return work(800, engine);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TranscriptionWork work(int chunkSeconds) throws IOException {
    return work(chunkSeconds, new WhisperCli(program, "bench"));
  }

  private TranscriptionWork work(int chunkSeconds, SpeechEngine engine) throws IOException {
    TranscriptionConfig config =
        new TranscriptionConfig(
            "small",
            "auto",
            Duration.ofSeconds(chunkSeconds),
            true,
            -23,
            "whisper-cli",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            "",
            false,
            TranslationConfig.NONE,
            URI.create(ConfigKey.WHISPER_MODELS_URL.defaultValue()),
            Optional.empty());
    Path detector = program.toAbsolutePath().resolveSibling("whisper-vad-speech-segments");
    return new TranscriptionWork(
        new TranscriptionWork.Setup(
            runs.ffmpeg(),
            Optional.of(engine),
            VoiceActivity.find(Optional.of(detector).filter(Files::isExecutable), models),
            models,
            config,
            BenchRuns.limits(),
            GpuUse.untried(false),
            threads,
            Optional.empty(),
            Set.of(),
            new EngineSlots(1)));
  }

  /**
   * Whole sentences with a breath between them, over and over.
   *
   * @param times how much longer the recording is than the speech in it; the rest is silence in
   *     minutes at a stretch
   */
  private Path speech(int length, int times) throws Exception {
    List<String> inputs = new ArrayList<>();
    StringBuilder graph = new StringBuilder();
    for (int i = 0; i < SENTENCES.size(); i++) {
      Path voice = runs.folder().resolve("voice-" + i + ".wav");
      runs.run(
          List.of("espeak-ng", "-v", "en-gb", "-s", "150", "-w", "" + voice, SENTENCES.get(i)),
          runs.folder());
      inputs.addAll(List.of("-i", "file:" + voice));
      graph.append(
          String.format(Locale.ROOT, "[%d:a]aresample=16000,apad=pad_dur=0.7[a%d];", i, i));
    }
    for (int i = 0; i < SENTENCES.size(); i++) {
      graph.append(String.format(Locale.ROOT, "[a%d]", i));
    }
    Path round = runs.folder().resolve("round.wav");
    ffmpeg(
        inputs, graph + String.format(Locale.ROOT, "concat=n=%d:v=0:a=1", SENTENCES.size()), round);
    long samples = (Files.size(round) - WAV_HEADER) / 2;
    // About a minute of whole sentences, then as many of silence as make up the rest.
    long rounds = Math.max(1, Math.round(60.0 * SAMPLE_RATE / samples));
    long spoken = samples * rounds;
    Path talk = runs.folder().resolve(String.format(Locale.ROOT, "talk-%d-%d.wav", length, times));
    ffmpeg(
        List.of("-i", "file:" + round),
        String.format(
            Locale.ROOT,
            "aloop=loop=%d:size=%d,apad=whole_len=%d,aloop=loop=-1:size=%3$d,atrim=duration=%d",
            rounds - 1,
            samples,
            spoken * times,
            length),
        talk);
    return talk;
  }

  /** Writes audio as engines want it: 16 kHz, one channel, 16 bits. */
  private void ffmpeg(List<String> inputs, String graph, Path wav) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(runs.ffmpeg().ffmpeg().toString(), "-nostdin", "-v", "error", "-y"));
    command.addAll(List.of("-protocol_whitelist", "file"));
    command.addAll(inputs);
    command.addAll(List.of("-filter_complex", graph, "-ar", "" + SAMPLE_RATE));
    command.addAll(List.of("-ac", "1", "-c:a", "pcm_s16le", "-fflags", "+bitexact"));
    command.add("file:" + wav);
    runs.run(command, runs.folder());
  }
}
