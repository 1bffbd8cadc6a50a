package io.mediarunner.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.core.config.SandboxConfig.Mode;
import io.mediarunner.core.process.sandbox.Box;
import io.mediarunner.core.process.sandbox.ResourceLimits;
import io.mediarunner.core.process.sandbox.ResourceLimits.Exceeded;
import io.mediarunner.core.process.sandbox.Sandbox;
import io.mediarunner.core.process.sandbox.SandboxLevel;
import io.mediarunner.core.process.sandbox.SandboxPrograms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs in a real box, which try to get out of it. */
class SandboxIT {
  private static final int MIB = 1 << 20;
  private static final ResourceLimits LIMITS =
      new ResourceLimits(256L * MIB, 8L * MIB, Duration.ofSeconds(2), 4096);

  @TempDir private Path folder;
  private Path inside;
  private Path secret;
  private final List<JdkProcessRunner> opened = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    inside = Files.createDirectories(folder.resolve("task/attempt-1"));
    secret = Files.writeString(folder.resolve("runner.env"), "RUNNER_TOKEN=out-of-reach");
  }

  @AfterEach
  void close() {
    opened.forEach(JdkProcessRunner::close);
  }

  @Test
  void cannotConnectToTheLoopbackInterface() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(2000);
      String connect = "exec 3<>/dev/tcp/127.0.0.1/" + listener.getLocalPort();

      assertThat(run(closed(), "bash", "-c", connect)).isInstanceOf(ProcessExit.NonZero.class);
      assertThat(said()).contains("refused");
      assertThat(run(open(), "bash", "-c", connect))
          .as("the same program outside of the box")
          .isInstanceOf(ProcessExit.Done.class);
      listener.accept().close();
    }
  }

  @Test
  void cannotReadTheRunnersFilesNorAHomeFolder() throws Exception {
    assertThat(run(closed(), "cat", secret.toString())).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(said()).doesNotContain("out-of-reach").contains("No such file");
    assertThat(run(closed(), "ls", "/home")).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(run(closed(), "ls", "/run", "/etc/shadow")).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(run(open(), "cat", secret.toString())).isInstanceOf(ProcessExit.Done.class);
  }

  @Test
  void cannotSeeNorEndOtherProcesses() throws Exception {
    long own = ProcessHandle.current().pid();

    run(closed(), "sh", "-c", "cat /proc/[0-9]*/comm; kill -9 " + own);

    assertThat(said().lines().toList())
        .contains("bwrap")
        .allMatch(line -> line.matches("|bwrap|sh|cat|.*kill.*|.*No such (file|process).*"));
  }

  @Test
  void canReadWhatItIsShownAndWriteOnlyInItsFolder() throws Exception {
    Path model =
        Files.writeString(Files.createDirectory(folder.resolve("m")).resolve("a"), "model");
    Path other = Files.createDirectory(folder.resolve("task/attempt-2"));
    JdkProcessRunner closed = runner(Mode.BWRAP, List.of(model.getParent()));

    assertThat(run(closed, "cat", model.toString())).isInstanceOf(ProcessExit.Done.class);
    assertThat(run(closed, "touch", model.toString())).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(run(closed, "touch", "/usr/lib/x")).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(run(closed, "touch", "/x")).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(run(closed, "touch", other + "/x")).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(run(closed, "touch", inside + "/x", "/tmp/y")).isInstanceOf(ProcessExit.Done.class);
    assertThat(inside.resolve("x")).exists();
    assertThat(Path.of("/tmp/y")).doesNotExist();
  }

  /** A local source is a second name of the file itself. */
  @Test
  void cannotChangeTheSource() throws Exception {
    Path source = Files.createDirectories(inside.resolve("fetched/source")).resolve("talk.mp4");
    Files.writeString(source, "talk");
    ProcessSpec append = spec("sh", "-c", "cat " + source + "; echo more >> " + source);

    ProcessExit exit =
        AttemptProcesses.marked(closed(), inside)
            .start(append)
            .exit()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    assertThat(exit).isInstanceOf(ProcessExit.NonZero.class);
    assertThat(said()).contains("talk").contains("Read-only file system");
    assertThat(source).hasContent("talk");
  }

  @Test
  void leavesNothingRunningWhenItExitsOrIsStopped() throws Exception {
    String mark = "" + (100_000_000L + Math.abs(UUID.randomUUID().getMostSignificantBits() % MIB));
    String escape = "(setsid sleep " + mark + " &) ; (setsid sleep " + mark + " &) ; sleep 0.2; ";

    run(closed(), "sh", "-c", escape + "exit 0");
    await().atMost(Duration.ofSeconds(5)).until(() -> running(mark) == 0);

    RunningProcess process =
        closed().start(spec("sh", "-c", "trap '' TERM; " + escape + "sleep " + mark));
    await().until(() -> running(mark) >= 3);
    process.stop();
    assertThat(process.exit().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(new ProcessExit.Stopped());
    await().atMost(Duration.ofSeconds(5)).until(() -> running(mark) == 0);
  }

  @Test
  void endsGracefullyWhenItIsAskedTo() throws Exception {
    RunningProcess process =
        closed()
            .start(
                spec(
                    "sh",
                    "-c",
                    "trap 'sleep 0.3; echo bye; exit 0' TERM; echo hi; sleep 60 & wait"));
    await().until(() -> said().contains("hi"));

    process.stop();

    assertThat(process.exit().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(new ProcessExit.Stopped());
    assertThat(said()).as("it had finished when we were told").contains("bye");
  }

  @Test
  void outlivesTheRunnerAndIsAdopted() throws Exception {
    Path home = Files.createDirectory(inside.resolve("kept"));
    RunningProcess process = closed().start(spec("sleep", "61").adoptableFrom(home));
    await().until(() -> running("61") > 0);
    opened.get(0).close();

    RunningProcess adopted = closed().adopt(spec("sleep", "61").adoptableFrom(home)).orElseThrow();
    assertThat(adopted.pid()).isEqualTo(process.pid());
    adopted.stop();

    assertThat(adopted.exit().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(new ProcessExit.Stopped());
    assertThat(ProcessIdentity.of(process.pid()).flatMap(ProcessIdentity::alive)).isEmpty();
  }

  @Test
  void countsTheProcessorTimeOfWhatRunsInside() throws Exception {
    RunningProcess process = closed().start(spec("perl", "-e", "1 while 1"));

    await().until(() -> process.cpu().toMillis() > 200);
    process.stop();
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "PRLIMIT"})
  void tellsTheExitCode(Mode mode) throws Exception {
    assertThat(run(runner(mode), "sh", "-c", "exit 3")).isEqualTo(new ProcessExit.NonZero(3));
    assertThat(run(runner(mode), "sh", "-c", "kill -SEGV $$"))
        .isEqualTo(new ProcessExit.NonZero(128 + 11));
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "PRLIMIT"})
  void endsAloneWhenItNeedsTooMuchMemory(Mode mode) throws Exception {
    String fill = "my @a; push @a, 'x' x 1e7 for 1..%d; print scalar @a";

    assertThat(run(runner(mode), "perl", "-e", String.format(Locale.ROOT, fill, 5)))
        .isInstanceOf(ProcessExit.Done.class);
    assertThat(run(runner(mode), "perl", "-e", String.format(Locale.ROOT, fill, 100)))
        .isEqualTo(new ProcessExit.OverLimit(Exceeded.MEMORY));
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "PRLIMIT"})
  void endsAloneWhenItWritesOrComputesTooMuch(Mode mode) throws Exception {
    assertThat(run(runner(mode), "dd", "if=/dev/zero", "of=big", "bs=1M", "count=20"))
        .isEqualTo(new ProcessExit.OverLimit(Exceeded.FILE));
    assertThat(inside.resolve("big")).hasSize(LIMITS.fileBytes());
    assertThat(run(runner(mode), "perl", "-e", "1 while 1"))
        .isEqualTo(new ProcessExit.OverLimit(Exceeded.CPU));
  }

  @ParameterizedTest
  @EnumSource(names = {"BWRAP", "PRLIMIT"})
  void isLimitedAndFirstToGoWhenMemoryRunsOut(Mode mode) throws Exception {
    run(runner(mode), "cat", "/proc/self/limits", "/proc/self/oom_score_adj");

    assertThat(said())
        .containsPattern("Max data size +268435456 +268435456")
        .containsPattern("Max processes +4096 +4096")
        .containsPattern("Max core file size +0 +0")
        .endsWith("500\n");
  }

  @Test
  void limitsAProgramOfTheSiteWithoutClosingIt() throws Exception {
    ProcessExit exit =
        closed()
            .start(spec("cat", secret.toString(), "/proc/self/limits").in(Box.LIMITED))
            .exit()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    assertThat(exit).isInstanceOf(ProcessExit.Done.class);
    assertThat(said()).contains("out-of-reach").containsPattern("Max data size +268435456");
  }

  @Test
  void saysWhyItIsWeak() throws Exception {
    SandboxPrograms all = programs();
    SandboxPrograms none =
        new SandboxPrograms(
            all.setsid(),
            all.nice(),
            all.choom(),
            all.prlimit(),
            Optional.of(Path.of("/bin/false")));

    SandboxTrial.Result weak = new SandboxTrial(none, LIMITS, false, List.of()).find(Mode.AUTO);

    assertThat(weak.sandbox().level()).isEqualTo(SandboxLevel.PRLIMIT);
    assertThat(weak.complaint()).hasValueSatisfying(why -> assertThat(why).contains("bubblewrap"));
  }

  private static long running(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains("sleep " + mark))
        .count();
  }

  private ProcessExit run(JdkProcessRunner runner, String... command) throws Exception {
    Files.deleteIfExists(folder.resolve("said"));
    return runner.start(spec(command)).exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  private ProcessSpec spec(String... command) {
    Path said = folder.resolve("said");
    return new ProcessSpec(
        List.of(command),
        inside,
        Map.of("LC_ALL", "C"),
        said,
        said,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        0);
  }

  private JdkProcessRunner closed() throws IOException {
    return runner(Mode.BWRAP);
  }

  private JdkProcessRunner open() throws IOException {
    return runner(Mode.OFF);
  }

  private JdkProcessRunner runner(Mode mode) throws IOException {
    return runner(mode, List.of());
  }

  private JdkProcessRunner runner(Mode mode, List<Path> readable) throws IOException {
    Sandbox sandbox = new SandboxTrial(programs(), LIMITS, false, readable).find(mode).sandbox();
    assertThat(sandbox.level().name()).isEqualTo(mode.name());
    JdkProcessRunner runner = new JdkProcessRunner(sandbox);
    opened.add(runner);
    return runner;
  }

  private static SandboxPrograms programs() {
    return SandboxPrograms.find(System.getenv("PATH"));
  }
}
