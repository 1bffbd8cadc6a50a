package io.mediarunner.launcher.bench;

import io.mediarunner.launcher.app.Waiting;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.launcher.os.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One lecture on one runner, then on two that form a fleet, each bound to a processor core of its
 * own. Loopback only. The lecture is uneven: every third minute is full of noise.
 */
@Command(name = "bench cluster", mixinStandardHelpOptions = true)
public final class FleetBench implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(50);
  private static final long LOOK_MILLIS = 250;
  private static final long SETTLED_MILLIS = 20_000;
  private static final String SECRET = "the-secret-of-a-bench";

  @Option(
      names = "--seconds",
      description = "Length of the lecture in seconds (default: ${DEFAULT-VALUE})")
  private int seconds = 600;

  @Option(names = "--height", description = "Its height in pixels (default: ${DEFAULT-VALUE})")
  private int height = 720;

  @Option(names = "--simulate", description = "Only the scheduler, under a virtual clock")
  private boolean simulate;

  private final BenchRuns runs;
  private final Path home = Path.of(System.getProperty("runner.home")).toAbsolutePath();

  private FleetBench(BenchRuns runs) {
    this.runs = runs;
  }

  public static void main(String[] args) throws Exception {
    BenchRuns.main(FleetBench::new, args);
  }

  /** How a fleet is set up, and what its members are called in the table. */
  private enum Fleet {
    ALONE("one runner", 1, Map.of()),
    MEMBERS("two, RUNNER_CLUSTER=members", 2, Map.of("RUNNER_CLUSTER", "members")),
    HAZELCAST("two, RUNNER_CLUSTER=hazelcast", 2, Map.of("RUNNER_CLUSTER", "hazelcast"));

    private final String label;
    private final int machines;
    private final Map<String, String> settings;

    Fleet(String label, int machines, Map<String, String> settings) {
      this.label = label;
      this.machines = machines;
      this.settings = settings;
    }
  }

  /**
   * What one way took.
   *
   * @param seconds from sending the task to its end
   * @param own CPU seconds of the runners themselves, without their programs
   * @param resident memory of the first runner before the task, MiB
   */
  private record Took(double seconds, double own, double resident, Path video) {}

  @Override
  public Integer call() throws Exception {
    if (simulate) {
      ClusterBench.simulate();
      return 0;
    }
    if (Runtime.getRuntime().availableProcessors() < 2) {
      System.err.println("This takes two processor cores.");
      return 1;
    }
    PictureQuality quality = new PictureQuality(runs);
    System.out.printf(
        Locale.ROOT,
        "ffmpeg %s; a lecture of %d s, %dp; each runner on one core; %s%n%n",
        runs.ffmpeg().version(),
        seconds,
        height,
        quality.summary());
    Path lecture = lecture();
    Vertx vertx = Vertx.vertx();
    try {
      DemoSite site = Waiting.on(new DemoSite(vertx, runs.folder()).listen(), LIMIT);
      String url = site.url() + "/" + lecture.getFileName();
      System.out.println("| lecture | measure | value | target |");
      System.out.println("|---|---|---|---|");
      Took alone = run(Fleet.ALONE, url);
      for (Fleet fleet : List.of(Fleet.MEMBERS, Fleet.HAZELCAST)) {
        report(fleet, alone, run(fleet, url), lecture, quality);
      }
    } finally {
      Waiting.on(vertx.close(), LIMIT);
    }
    return 0;
  }

  private void report(Fleet fleet, Took alone, Took took, Path lecture, PictureQuality quality)
      throws Exception {
    row(fleet, "time, alone and together, s", "%.0f, %.0f", "", alone.seconds(), took.seconds());
    row(fleet, "times as fast", "%.2f", "≥ 1.85", alone.seconds() / took.seconds());
    row(
        fleet,
        "the runners' own CPU beyond that of one, of the encode's",
        "%.1f %%",
        "≤ 4 %",
        100 * (took.own() - alone.own()) / alone.seconds());
    row(
        fleet,
        "memory beyond that of a single runner, idle, MiB",
        "%+.0f",
        "≤ 60",
        took.resident() - alone.resident());
    row(
        fleet,
        "size of the picture, beside one run",
        "%+.1f %%",
        "± 1 %",
        100.0 * runs.pictureBytes(took.video()) / runs.pictureBytes(alone.video()) - 100);
    quality.rows(
        fleet.label, lecture, took.video(), alone.video(), "one run", Optional.of("VMAF ≥ -0.3"));
  }

  private static void row(
      Fleet fleet, String measure, String form, String target, Object... values) {
    BenchRuns.row(fleet.label, measure, String.format(Locale.ROOT, form, values), target);
  }

  private Path lecture() throws Exception {
    return runs.make(
        "lecture.mp4",
        String.format(
            Locale.ROOT,
            "-f lavfi -i testsrc2=s=%dx%d:r=25:d=%d,noise=alls=8:allf=t:enable='lt(mod(t\\,180)\\,60)'"
                + " -f lavfi -i sine=d=%d",
            height * 16 / 9,
            height,
            seconds,
            seconds));
  }

  private Took run(Fleet fleet, String url) throws Exception {
    Path folder = runs.newFolder();
    int ports = FreePorts.inARow(10);
    List<RunnerProcess> runners = new ArrayList<>();
    try {
      for (int i = fleet.machines - 1; i >= 0; i--) {
        Path own = Files.createDirectory(folder.resolve("runner-" + i));
        runners.add(
            0,
            new RunnerProcess(
                List.of("taskset", "-c", "" + i),
                home,
                "standalone",
                settings(fleet, own, i, ports),
                own));
        new StandaloneClient(ports + 5 * i).awaitReady(own.resolve("runner.txt"));
      }
      Thread.sleep(SETTLED_MILLIS); // the members have found each other
      RunnerProcess first = runners.get(0);
      first.collectGarbage(folder);
      double resident = first.ownResidentMib();
      StandaloneClient client = new StandaloneClient(ports);
      double before = cpu(runners);
      long begin = System.nanoTime();
      String task = client.submit(url, 1);
      awaitEnd(client, task);
      double took = (System.nanoTime() - begin) / 1e9;
      double own = cpu(runners) - before;
      Path video = folder.resolve("video.mp4");
      client.fetch(task, height + "p_lecture.mp4", video);
      return new Took(took, own, resident, video);
    } finally {
      runners.forEach(RunnerProcess::close);
    }
  }

  private static double cpu(List<RunnerProcess> runners) {
    return runners.stream().mapToDouble(runner -> runner.cpu().toMillis() / 1000.0).sum();
  }

  private static void awaitEnd(StandaloneClient client, String task) throws Exception {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      JsonObject state = client.tasks().getJsonObject(task);
      if (state.getString("status").equals("completed")) {
        return;
      }
      if (state.getString("status").equals("failed") || System.nanoTime() > deadline) {
        throw new IOException("not completed: " + state.encodePrettily());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Five ports for each: standalone, instance, fleet, Hazelcast, bus. */
  private static Map<String, String> settings(Fleet fleet, Path own, int number, int ports) {
    int port = ports + 5 * number;
    Map<String, String> settings = new HashMap<>(fleet.settings);
    settings.put("RUNNER_HOST", "127.0.0.1");
    settings.put("RUNNER_BASE_NAME", "bench-" + number);
    settings.put("STANDALONE_PORT", "" + port);
    settings.put("RUNNER_BASE_PORT", "" + (port + 1));
    settings.put("RUNNER_TASK_TYPES", "[1x(encoding)]");
    settings.put("RUNNER_DASHBOARD_PORT", "0");
    settings.put("APPLICATION_TOKENS", "bench=" + StandaloneClient.TOKEN);
    settings.put("STORAGE_DIR", own.resolve("storage").toString());
    settings.put("LOG_DIR", own.resolve("logs").toString());
    settings.put("CACHE_DIR", own.resolve("cache").toString());
    if (!fleet.settings.isEmpty()) {
      settings.put("RUNNER_CLUSTER_SECRET", SECRET);
      settings.put("RUNNER_CLUSTER_PORT", "" + (port + 2));
      settings.put("RUNNER_CLUSTER_HAZELCAST_PORT", "" + (port + 3));
      settings.put("RUNNER_CLUSTER_BUS_PORT", "" + (port + 4));
      settings.put(
          fleet == Fleet.HAZELCAST ? "RUNNER_CLUSTER_SEEDS" : "RUNNER_CLUSTER_MEMBERS",
          fleet == Fleet.HAZELCAST
              ? "127.0.0.1:" + (ports + 3)
              : "http://127.0.0.1:" + (ports + 2) + ",http://127.0.0.1:" + (ports + 7));
    }
    return settings;
  }
}
