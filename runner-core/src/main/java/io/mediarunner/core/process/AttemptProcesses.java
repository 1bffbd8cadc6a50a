package io.mediarunner.core.process;

import io.mediarunner.core.process.sandbox.Box;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs of attempts, distinguished from all others on the machine by a mark in their
 * environment: the folder of their attempt.
 */
public final class AttemptProcesses {
  private static final Logger log = LoggerFactory.getLogger(AttemptProcesses.class);
  private static final String MARK = "MEDIA_RUNNER_ATTEMPT";

  private AttemptProcesses() {}

  /**
   * Starts the programs of one attempt, each with its mark; its folder is theirs to write to,
   * except for what was downloaded: that may be somebody's own file.
   */
  public static ProcessRunner marked(ProcessRunner runner, Path attemptDir) {
    Objects.requireNonNull(runner, "runner");
    Path root = attemptDir.toAbsolutePath();
    return new ProcessRunner() {
      @Override
      public RunningProcess start(ProcessSpec spec) throws ProcessStartException {
        Box box = spec.box().writing(root).keeping(root.resolve(Workspace.FETCHED));
        return runner.start(spec.with(Map.of(MARK, root.toString())).in(box));
      }

      @Override
      public Optional<RunningProcess> adopt(ProcessSpec spec) {
        return runner.adopt(spec);
      }
    };
  }

  /**
   * The program of an attempt that an earlier runner started, that is still running and that can be
   * adopted.
   *
   * @param keptDir of the attempt
   */
  public static Optional<ProcessIdentity> adoptable(Path keptDir) {
    return PidFile.under(keptDir).filter(note -> note.alive().isPresent()).findFirst();
  }

  /**
   * Kills programs that an earlier runner started in an attempt's folders and that nobody will
   * adopt, and waits until they are gone.
   *
   * @param keptDir of the attempt
   */
  public static void endAdoptable(Path keptDir) {
    PidFile.under(keptDir).forEach(ProcessIdentity::kill);
  }

  /**
   * The same for all but the one that works in a given folder.
   *
   * @param folder of that one, in the attempt's folder of kept files
   */
  public static void endAdoptableBut(Path folder) {
    Optional<ProcessIdentity> kept = PidFile.read(folder.resolve(PidFile.NAME));
    PidFile.under(Objects.requireNonNull(folder.getParent()))
        .filter(process -> !kept.equals(Optional.of(process)))
        .forEach(ProcessIdentity::kill);
  }

  /** The same for the one that works in a given folder. */
  public static void endWorkingIn(Path folder) {
    PidFile.read(folder.resolve(PidFile.NAME)).ifPresent(ProcessIdentity::kill);
  }

  /**
   * Kills programs that earlier runners left behind in the same storage, except for those that can
   * be adopted. Without a {@code /proc} file system it finds nothing.
   *
   * @return how many programs were killed
   */
  public static int endOrphans(Path storageDir, List<ProcessIdentity> adoptable) {
    List<ProcessIdentity> orphans = new ArrayList<>();
    String mark = MARK + "=" + storageDir.toAbsolutePath() + "/";
    ProcessHandle.allProcesses()
        .filter(
            handle -> environment(handle.pid()).stream().anyMatch(line -> line.startsWith(mark)))
        .filter(handle -> adoptable.stream().noneMatch(kept -> belongsTo(handle, kept)))
        .forEach(handle -> ProcessIdentity.of(handle.pid()).ifPresent(orphans::add));
    for (ProcessIdentity orphan : orphans) {
      log.warn("terminating a program left behind by an earlier runner: pid={}", orphan.pid());
      orphan.kill();
    }
    return orphans.size();
  }

  /**
   * Kills programs without our mark whose command line names a file in a task's folder.
   *
   * @param taskDir of the task
   */
  public static void endThoseNaming(Path taskDir) {
    String folder = taskDir.toAbsolutePath() + "/";
    ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != ProcessHandle.current().pid())
        .filter(handle -> handle.info().commandLine().orElse("").contains(folder))
        .flatMap(handle -> ProcessIdentity.of(handle.pid()).stream())
        .toList()
        .forEach(ProcessIdentity::kill);
  }

  private static boolean belongsTo(ProcessHandle handle, ProcessIdentity root) {
    return handle.pid() == root.pid()
        || handle.parent().filter(parent -> belongsTo(parent, root)).isPresent();
  }

  /** Environment of a process that we may read; see proc(5). */
  private static List<String> environment(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of(); // another user's, or gone
    }
  }
}
