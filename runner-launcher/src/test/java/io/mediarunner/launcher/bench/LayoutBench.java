package io.mediarunner.launcher.bench;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.transcription.TranscriptionWork;
import io.mediarunner.core.transcription.engine.AudioChunk;
import io.mediarunner.core.transcription.engine.EngineKind;
import io.mediarunner.core.transcription.engine.EngineRun;
import io.mediarunner.core.transcription.engine.SpeechEngine;
import io.mediarunner.core.transcription.engine.TranscribeOptions;
import io.mediarunner.core.transcription.engine.WhisperCli;
import io.mediarunner.core.transcription.engine.WhisperFilter;
import io.mediarunner.core.transcription.engine.WhisperServer;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** Our captions of generated layouts against the truth, for every engine that is there. */
final class LayoutBench {
  private static final long SEED = 19;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int TRIES = 100;
  private static final Map<String, List<String>> SENTENCES =
      Map.of(
          "en-gb",
          List.of(
              "today we study the history of music",
              "the teacher answers every question",
              "machines can learn a language",
              "our next chapter begins tomorrow",
              "the river runs through the garden",
              "welcome to this lecture on mathematics"),
          "fr-fr",
          List.of(
              "bienvenue dans ce cours de science",
              "aujourd'hui nous parlons de la musique",
              "le prochain chapitre commence demain",
              "la rivière traverse le jardin",
              "le professeur répond aux questions",
              "les étudiants apprennent une langue"));

  private final BenchRuns runs;
  private final Path program;
  private final Path model;
  private final int threads;
  private final JdkProcessRunner processes = new JdkProcessRunner();
  private int port;

  LayoutBench(BenchRuns runs, Path program, Path model, int threads) {
    this.runs = runs;
    this.program = program;
    this.model = model;
    this.threads = threads;
  }

  /**
   * Prints the figures of all results, once all layouts were transcribed or the time is over.
   *
   * @param layouts how many
   * @param limit for all that is not in the results yet
   * @param work our side with an engine
   */
  void run(
      int layouts,
      Duration limit,
      LayoutResults results,
      Function<SpeechEngine, TranscriptionWork> work)
      throws Exception {
    Map<String, Map<String, short[]>> voices = voices();
    Optional<Process> server = server();
    long end = System.nanoTime() + limit.toNanos();
    try {
      List<SpeechEngine> engines = engines(server);
      for (int i = 0; i < layouts && System.nanoTime() - end < 0; i++) {
        SpeechLayout layout = SpeechLayout.random(new Random(SEED + i), voices);
        Path wav = runs.folder().resolve("layout.wav");
        layout.write(wav);
        for (SpeechEngine engine : engines) {
          if (!results.has(engine.kind().wireName(), i)) {
            results.add(result(engine, i, layout, wav, server, work));
          }
        }
      }
    } finally {
      server.ifPresent(Process::destroy);
    }
    results.print();
  }

  private LayoutResult result(
      SpeechEngine engine,
      int number,
      SpeechLayout layout,
      Path wav,
      Optional<Process> server,
      Function<SpeechEngine, TranscriptionWork> work)
      throws Exception {
    Path attempt = runs.newFolder();
    double start = used(server);
    runs.task(work.apply(engine), "transcription", wav, attempt, Map.of());
    double own = used(server) - start;
    AudioChunk chunk = new AudioChunk(wav, attempt.resolve("bare.json"));
    start = used(server);
    engine.transcribe(List.of(chunk), options(engine), run(attempt));
    double bare = used(server) - start;
    LayoutResult result =
        LayoutResult.of(
            engine.kind().wireName(),
            number,
            layout,
            attempt.resolve("output"),
            "layout",
            engine.read(chunk.result()).segments(),
            own / bare);
    Workspace.deleteTree(attempt);
    return result;
  }

  /** CPU seconds so far, of the speech service too. */
  private static double used(Optional<Process> server) throws IOException {
    return BenchRuns.cpu() + (server.isPresent() ? BenchRuns.cpu(server.get().pid()) : 0);
  }

  private EngineRun run(Path folder) {
    return new EngineRun(new TaskProcesses(processes, pid -> {}), folder, line -> {}, done -> {});
  }

  private TranscribeOptions options(SpeechEngine engine) {
    return new TranscribeOptions(
        engine.needsModelFile() ? Optional.of(model) : Optional.empty(),
        "small",
        "auto",
        false,
        false,
        threads,
        "",
        LIMIT,
        LIMIT);
  }

  private List<SpeechEngine> engines(Optional<Process> server) {
    Map<EngineKind, SpeechEngine> engines = new LinkedHashMap<>();
    engines.put(EngineKind.WHISPER_CLI, new WhisperCli(program, "bench"));
    server.ifPresent(
        started ->
            engines.put(
                EngineKind.WHISPER_SERVER,
                new WhisperServer(
                    URI.create("http://127.0.0.1:" + port + "/inference"), Optional.empty())));
    Optional.ofNullable(System.getenv("WHISPER_FFMPEG_PATH"))
        .map(Path::of)
        .ifPresent(
            file ->
                engines.put(
                    EngineKind.FFMPEG,
                    new WhisperFilter(
                        new FfmpegTools(
                            file, runs.ffmpeg().ffprobe(), "bench", "bench", Map.of()))));
    return List.copyOf(engines.values());
  }

  /** whisper.cpp's server beside the program, if it is there. */
  private Optional<Process> server() throws IOException, InterruptedException {
    Path file = program.toAbsolutePath().resolveSibling("whisper-server");
    if (!Files.isExecutable(file)) {
      return Optional.empty();
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process server =
        new ProcessBuilder(
                file.toString(),
                "-m",
                model.toString(),
                "-t",
                "" + threads,
                "-ng",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port)
            .redirectErrorStream(true)
            .redirectOutput(runs.folder().resolve("server.log").toFile())
            .start();
    for (int i = 0; i < TRIES; i++) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return Optional.of(server);
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    server.destroy();
    return Optional.empty();
  }

  private Map<String, Map<String, short[]>> voices() throws Exception {
    Map<String, Map<String, short[]>> voices = new TreeMap<>();
    for (Map.Entry<String, List<String>> language : SENTENCES.entrySet()) {
      Map<String, short[]> sounds = new TreeMap<>();
      for (String text : language.getValue()) {
        Path raw = runs.folder().resolve("raw.wav");
        Path wav = runs.folder().resolve("voice.wav");
        runs.run(
            List.of("espeak-ng", "-v", language.getKey(), "-s", "150", "-w", "" + raw, text),
            runs.folder());
        runs.run(
            List.of(
                runs.ffmpeg().ffmpeg().toString(),
                "-nostdin",
                "-v",
                "error",
                "-y",
                "-i",
                "file:" + raw,
                "-ar",
                "16000",
                "-ac",
                "1",
                "-map_metadata",
                "-1",
                "-fflags",
                "+bitexact",
                "-flags:a",
                "+bitexact",
                "file:" + wav),
            runs.folder());
        sounds.put(text, SpeechLayout.voice(wav));
      }
      voices.put(language.getKey(), sounds);
    }
    return voices;
  }
}
