package io.mediarunner.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.text.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkProcessRunnerTest {
  private final JdkProcessRunner runner = new JdkProcessRunner();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    runner.close();
  }

  @Test
  void leavesProgramsRunningWhenItIsClosedAndStillStopsThem() throws Exception {
    RunningProcess process = runner.start(spec(List.of("sleep", "60"), Duration.ofSeconds(60), 0));

    runner.close();

    assertThat(process.exit().toCompletableFuture()).isNotDone();
    process.stop();
    assertThat(process.exit().toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isEqualTo(new ProcessExit.Stopped());
    assertThatThrownBy(() -> runner.start(spec(List.of("true"), Duration.ofSeconds(60), 0)))
        .isInstanceOf(ProcessStartException.class);
  }

  @Test
  void keepsBothOutputsInFiles() throws Exception {
    ProcessExit exit = run(List.of("sh", "-c", "echo out; echo err >&2"));

    assertThat(exit).isInstanceOf(ProcessExit.Done.class);
    assertThat(folder.resolve("stdout")).hasContent("out");
    assertThat(folder.resolve("stderr")).hasContent("err");
  }

  @Test
  void keepsALogFromFillingTheDisk() throws Exception {
    String endless = "yes 'an error in a packet' | head -c 200000000 >&2";
    Path log = folder.resolve("stderr");

    RunningProcess process =
        runner.start(
            spec(
                List.of("sh", "-c", "echo begin >&2; " + endless + "; sleep 8; echo end >&2"),
                Duration.ofSeconds(60),
                0));
    Awaitility.await()
        .atMost(50, TimeUnit.SECONDS)
        .until(() -> Files.exists(log) && Lines.contain(log, "bytes left out"));
    assertThat(process.exit().toCompletableFuture()).as("it still runs").isNotDone();
    assertThat(process.exit().toCompletableFuture().get(60, TimeUnit.SECONDS))
        .isInstanceOf(ProcessExit.Done.class);

    String kept = Files.readString(log);
    assertThat(kept).startsWith("begin\n").endsWith("end\n").hasSizeLessThan(10_000_000);
    assertThat(kept).containsPattern("[0-9]+ bytes left out");
  }

  @Test
  void handsArgumentsOverAsTheyAre() throws Exception {
    run(List.of("printf", "%s|", "a b", "$HOME", "'\"", "*"));

    assertThat(folder.resolve("stdout")).hasContent("a b|$HOME|'\"|*|");
  }

  @Test
  void tellsTheExitCode() throws Exception {
    assertThat(run(List.of("sh", "-c", "exit 3"))).isEqualTo(new ProcessExit.NonZero(3));
  }

  @Test
  void passesNoSecretsOn() throws Exception {
    run(List.of("env"));

    assertThat(Files.readAllLines(folder.resolve("stdout")))
        .allMatch(
            line ->
                line.matches(
                    "(?s)(PATH|HOME|USER|LANG|LANGUAGE|TZ|TMPDIR|MARK|PWD|LD_LIBRARY_PATH|(LC|CUDA|NVIDIA|LIBVA|XDG|OMP)_[A-Z_]*)=.*"))
        .contains("MARK=set");
  }

  @Test
  void showsAProgramTheDeviceOfItsInstance() throws Exception {
    ProcessRunner bound = BoundProcesses.in(Map.of("CUDA_VISIBLE_DEVICES", "1"), runner);

    bound
        .start(spec(List.of("env"), Duration.ofSeconds(30), 0))
        .exit()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);

    assertThat(Files.readAllLines(folder.resolve("stdout")))
        .contains("CUDA_VISIBLE_DEVICES=1", "MARK=set");
  }

  @Test
  void givesEachProgramItsOwnSessionAndNiceness() throws Exception {
    RunningProcess process =
        runner.start(spec(List.of("sh", "-c", "cat /proc/$$/stat"), Duration.ofSeconds(30), 7));
    process.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);

    String[] stat = Files.readString(folder.resolve("stdout")).split("\\) ")[1].split(" ");
    String processGroup = stat[2];
    String session = stat[3];
    String nice = stat[16];
    assertThat(List.of(processGroup, session, nice))
        .containsExactly("" + process.pid(), "" + process.pid(), "7");
  }

  @Test
  void endsAProgramAtItsTimeLimit() throws Exception {
    RunningProcess process = runner.start(spec(List.of("sleep", "60"), Duration.ofMillis(200), 0));

    assertThat(process.exit().toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isEqualTo(new ProcessExit.TimedOut(Duration.ofMillis(200)));
    assertThat(ProcessHandle.of(process.pid())).isEmpty();
  }

  @Test
  void killsWhatIgnoresTheRequestToEndAndItsChildren() throws Exception {
    RunningProcess process =
        runner.start(
            spec(
                List.of("sh", "-c", "trap '' TERM; sleep 60 & echo $!; wait; wait"),
                Duration.ofSeconds(60),
                0));
    Path stdout = folder.resolve("stdout");
    org.awaitility.Awaitility.await().until(() -> Files.size(stdout) > 1);
    long child = Long.parseLong(Files.readString(stdout).strip());

    process.stop();
    process.stop();

    assertThat(process.exit().toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isEqualTo(new ProcessExit.Stopped());
    org.awaitility.Awaitility.await()
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void endsAProgramThatNobodyWouldFindAgain() throws Exception {
    Path home = folder.resolve("missing/home"); // its note cannot be written, as on a full disk
    String mark = "" + (200_000_000L + System.nanoTime() % 100_000_000);

    assertThatThrownBy(
            () ->
                runner.start(
                    spec(List.of("sleep", mark), Duration.ofSeconds(60), 0).adoptableFrom(home)))
        .isInstanceOf(ProcessStartException.class);

    org.awaitility.Awaitility.await()
        .until(
            () ->
                ProcessHandle.allProcesses()
                    .noneMatch(each -> each.info().commandLine().orElse("").contains(mark)));
  }

  @Test
  void refusesAProgramThatIsNotThere() {
    assertThatThrownBy(
            () -> runner.start(spec(List.of("no-such-program-at-all"), Duration.ofSeconds(1), 0)))
        .isInstanceOf(ProcessStartException.class)
        .hasMessageContaining("no-such-program-at-all");
  }

  private ProcessExit run(List<String> command) throws Exception {
    return runner
        .start(spec(command, Duration.ofSeconds(30), 0))
        .exit()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private ProcessSpec spec(List<String> command, Duration limit, int nice) {
    return new ProcessSpec(
        command,
        folder,
        Map.of("MARK", "set"),
        folder.resolve("stdout"),
        folder.resolve("stderr"),
        limit,
        Duration.ofMillis(300),
        nice);
  }
}
