package io.mediarunner.launcher.bench;

import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.media.Assets;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.media.ffmpeg.FfmpegLocator;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.probe.MediaInspector;
import io.mediarunner.core.process.JdkProcessRunner;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Shared by the media benchmarks: generated sources, runs, and their cost. CPU time is user and
 * system time of all programs that exited, as the system counts it for their parent (fields cutime
 * and cstime of {@code /proc/self/stat}), and this process's own.
 */
final class BenchRuns {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

  /** Where only one of two videos says its colours, ffmpeg would convert one of them. */
  private static final String ALIKE =
      "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709,setpts=PTS-STARTPTS";

  private final JdkProcessRunner processes = new JdkProcessRunner();
  private final Path folder;
  private final FfmpegTools ffmpeg;
  private int runs;

  BenchRuns(Path folder) throws Exception {
    this.folder = folder;
    this.ffmpeg =
        new FfmpegLocator(
                limits(), Optional.empty(), processes, System.getenv("PATH"), Set.of("magicyuv"))
            .find();
  }

  /**
   * Runs a benchmark in its own folder, and exits with its exit code.
   *
   * @param bench creates the command
   */
  static void main(Function<BenchRuns, Object> bench, String... args) throws Exception {
    Path folder = Files.createTempDirectory("media-runner-bench-");
    int exitCode;
    try {
      exitCode = new CommandLine(bench.apply(new BenchRuns(folder))).execute(args);
    } finally {
      Workspace.deleteTree(folder);
    }
    System.exit(exitCode);
  }

  FfmpegTools ffmpeg() {
    return ffmpeg;
  }

  Path folder() {
    return folder;
  }

  Path make(String name, String args) throws Exception {
    return make(name, List.of(args.split(" ")));
  }

  /**
   * A source, made once.
   *
   * @param args of ffmpeg, without the file
   */
  Path make(String name, List<String> args) throws Exception {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      List<String> command =
          new ArrayList<>(
              List.of(ffmpeg.ffmpeg().toString(), "-hide_banner", "-nostdin", "-v", "error"));
      command.addAll(args);
      if (name.endsWith(".mp4")) {
        command.addAll(
            List.of("-c:v", "libx264", "-preset", "ultrafast", "-crf", "16", "-pix_fmt"));
        command.addAll(List.of("yuv420p", "-c:a", "aac", "-ac", "2", "-shortest"));
      }
      command.add("file:" + file);
      run(command, folder);
    }
    return file;
  }

  /**
   * What a run took.
   *
   * @param cpu seconds of user and system time
   * @param wall seconds
   */
  record Cost(double cpu, double wall) {}

  Cost reference(List<List<String>> commands) throws Exception {
    double before = cpu();
    long begin = System.nanoTime();
    for (List<String> command : commands) {
      run(command, folder);
    }
    return new Cost(cpu() - before, (System.nanoTime() - begin) / 1e9);
  }

  /** What finding out the facts of a source takes. */
  Cost inspect(Path source) throws Exception {
    double before = cpu();
    long begin = System.nanoTime();
    new MediaInspector(ffmpeg, Set.of(), 0)
        .of(new TaskProcesses(processes, pid -> {}), newFolder())
        .media(source);
    return new Cost(cpu() - before, (System.nanoTime() - begin) / 1e9);
  }

  /** Watches how much of the heap is in use, not counting garbage. */
  static final class HeapWatch {
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final AtomicLong most = new AtomicLong();
    private final Thread thread = new Thread(this::watch, "heap-watch");

    HeapWatch() {
      thread.setDaemon(true);
      thread.start();
    }

    private void watch() {
      while (!Thread.currentThread().isInterrupted()) {
        System.gc();
        most.accumulateAndGet(
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max);
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    }

    /** The most so far, MiB; the watch is over. */
    String peak() {
      thread.interrupt();
      return String.format(Locale.ROOT, "%.0f", most.get() / (double) (1 << 20));
    }
  }

  /** Our side: one task, as the runner does it, in a new folder. */
  Cost task(MediaWork work, String type, Path source, Path attempt, Map<String, Object> parameters)
      throws Exception {
    TaskRequest request =
        new TaskRequest(
            new TaskId("bench"),
            "bench",
            "bench",
            Optional.empty(),
            type,
            "http://127.0.0.1/" + source.getFileName(),
            Optional.empty(),
            parameters,
            "",
            Optional.empty());
    MediaTask task =
        new MediaTask(
            request,
            source,
            source.getFileName().toString(),
            request.sourceUrl(),
            Files.createDirectory(attempt.resolve("work")),
            attempt.resolve("kept"),
            Files.createDirectory(attempt.resolve("output")),
            new TaskProcesses(processes, pid -> {}),
            this::asset,
            new DiskClaims().open(),
            progress -> {});
    double before = cpu();
    long begin = System.nanoTime();
    work.run(task);
    return new Cost(cpu() - before, (System.nanoTime() - begin) / 1e9);
  }

  /** Assets are files of this bench, named by their paths or by their names on a server. */
  private Path asset(String name, String path, long maxBytes, Assets.Listener listener)
      throws TaskFailedException {
    try {
      Path file = path.startsWith("http") ? served(path) : Path.of(path);
      return Files.copy(
          file, Files.createTempDirectory(folder, name).resolve("source-" + file.getFileName()));
    } catch (IOException e) {
      throw new TaskFailedException(FailureCode.SOURCE_NOT_FOUND, "no such file: " + path);
    }
  }

  private Path served(String url) {
    return folder.resolve(url.substring(url.lastIndexOf('/') + 1));
  }

  static ToolConfig limits() {
    return new ToolConfig(Optional.empty(), Optional.empty(), LIMIT, 0);
  }

  String run(List<String> command, Path directory) throws Exception {
    Path toolLog = folder.resolve("said.txt");
    Files.deleteIfExists(toolLog);
    ProcessExit exit =
        processes
            .start(
                new ProcessSpec(
                    command,
                    directory,
                    Map.of(),
                    toolLog,
                    toolLog,
                    LIMIT,
                    Duration.ofSeconds(2),
                    0))
            .exit()
            .toCompletableFuture()
            .get();
    if (!(exit instanceof ProcessExit.Done)) {
      throw new IOException(command + ": " + Files.readString(toolLog));
    }
    return Files.readString(toolLog);
  }

  Path newFolder() throws IOException {
    return Files.createDirectory(folder.resolve("run-" + runs++));
  }

  /**
   * ffmpeg's comparison of a rendition with its source.
   *
   * @param graph gets the rendition as {@code [a]} and the source, at its size, as {@code [b]}
   */
  String compare(String program, Path source, Path rendition, String graph) throws Exception {
    return run(
        List.of(
            program,
            "-hide_banner",
            "-nostdin",
            "-protocol_whitelist",
            "file",
            "-i",
            "file:" + rendition,
            "-protocol_whitelist",
            "file",
            "-i",
            "file:" + source,
            "-lavfi",
            String.format(
                    Locale.ROOT, "[0:v]%1$s[a];[1:v]%1$s,scale=%2$s[b];", ALIKE, size(rendition))
                + graph,
            "-an",
            "-f",
            "null",
            "-"),
        folder);
  }

  /** Size of a video's video stream, without its audio. */
  long pictureBytes(Path video) throws Exception {
    return picture(video, "packet=size").mapToLong(Long::parseLong).sum();
  }

  /** Width and height of the frames, separated by a colon. */
  private String size(Path video) throws Exception {
    return picture(video, "stream=width,height").limit(2).collect(Collectors.joining(":"));
  }

  /** What ffprobe says of the picture, a value a line. */
  private Stream<String> picture(Path video, String entries) throws Exception {
    String toolLog =
        run(
            List.of(
                ffmpeg.ffprobe().toString(),
                "-v",
                "error",
                "-protocol_whitelist",
                "file",
                "-select_streams",
                "v:0",
                "-show_entries",
                entries,
                "-of",
                "default=nw=1:nk=1",
                "file:" + video),
            folder);
    return toolLog.lines().filter(line -> !line.isBlank());
  }

  static void row(String name, String measure, String value, String target) {
    System.out.printf(Locale.ROOT, "| %s | %s | %s | %s |%n", name, measure, value, target);
  }

  /** Seconds of user and system time of this process and of its children that have ended. */
  static double cpu() throws IOException {
    return cpu("self", 4); // utime, stime, cutime, cstime; see proc(5)
  }

  /** The same of another process, without its children. */
  static double cpu(long pid) throws IOException {
    return cpu("" + pid, 2);
  }

  private static double cpu(String process, int count) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = 11; i < 11 + count; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }
}
