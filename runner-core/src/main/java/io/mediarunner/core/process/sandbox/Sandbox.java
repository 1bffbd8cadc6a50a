package io.mediarunner.core.process.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Turns command lines into confined ones. Any thread.
 *
 * @see SandboxLevel
 */
public final class Sandbox {
  /**
   * Programs that stay in front of a confined one and pass its exit code on. They get no request to
   * end: they end with it.
   */
  public static final Set<String> HELPERS = Set.of("setsid", "bwrap");

  private static final String FIRST_TO_GO = "500"; // of 1000; see proc(5), oom_score_adj

  private final SandboxLevel level;
  private final SandboxPrograms programs;
  private final Optional<ResourceLimits> limits;
  private final Optional<Bubblewrap> bubblewrap;

  private Sandbox(
      SandboxLevel level,
      SandboxPrograms programs,
      Optional<ResourceLimits> limits,
      Optional<Bubblewrap> bubblewrap) {
    this.level = level;
    this.programs = programs;
    this.limits = limits;
    this.bubblewrap = bubblewrap;
  }

  /** Confines nothing; programs still get a session and a niceness of their own. */
  public static Sandbox off(SandboxPrograms programs) {
    return new Sandbox(SandboxLevel.OFF, programs, Optional.empty(), Optional.empty());
  }

  /** Sets limits; empty if the program for it is missing. */
  public static Optional<Sandbox> limiting(SandboxPrograms programs, ResourceLimits limits) {
    return programs
        .prlimit()
        .map(
            found ->
                new Sandbox(SandboxLevel.PRLIMIT, programs, Optional.of(limits), Optional.empty()));
  }

  /**
   * Closes; empty if a program for it is missing. Whether it works is for a trial to find out.
   *
   * @param gpu whether programs need graphics devices
   * @param readable what they may read besides the system's programs and libraries
   * @param sized whether this bubblewrap can limit the size of a temporary file system
   */
  public static Optional<Sandbox> closing(
      SandboxPrograms programs,
      ResourceLimits limits,
      boolean gpu,
      List<Path> readable,
      boolean sized) {
    if (programs.bwrap().isEmpty() || programs.setsid().isEmpty()) {
      return Optional.empty();
    }
    Bubblewrap bubblewrap =
        new Bubblewrap(programs.bwrap().get(), programs.setsid().get(), sized, gpu, readable);
    return programs
        .prlimit()
        .map(
            found ->
                new Sandbox(
                    SandboxLevel.BWRAP, programs, Optional.of(limits), Optional.of(bubblewrap)));
  }

  public SandboxLevel level() {
    return level;
  }

  /** Empty if there are none. */
  public Optional<ResourceLimits> limits() {
    return limits;
  }

  /**
   * @param command program and arguments
   * @param program the file of the program
   * @param directory where it runs
   * @param environment its own variables
   * @param nice niceness to add; 0 for none
   */
  public List<String> wrap(
      List<String> command,
      Path program,
      Path directory,
      Map<String, String> environment,
      int nice,
      Box box) {
    List<String> all = new ArrayList<>();
    programs.setsid().ifPresent(setsid -> all.add(setsid.toString()));
    if (nice > 0) {
      programs.nice().ifPresent(found -> all.addAll(List.of(found.toString(), "-n", "" + nice)));
    }
    if (box.kind() != Box.Kind.NONE && limits.isPresent()) {
      programs
          .choom()
          .ifPresent(found -> all.addAll(List.of(found.toString(), "-n", FIRST_TO_GO, "--")));
      if (box.kind() == Box.Kind.CLOSED) {
        bubblewrap.ifPresent(
            found -> all.addAll(found.before(program, libraries(environment), directory, box)));
      }
      all.add(programs.prlimit().orElseThrow().toString());
      all.addAll(limits.get().options());
      all.add("--");
    }
    all.addAll(command);
    return all;
  }

  private static List<Path> libraries(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("LD_LIBRARY_PATH", "").split(":")) {
      if (folder.startsWith("/")) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
  }

  @Override
  public String toString() {
    return Objects.toString(level.wireName());
  }
}
