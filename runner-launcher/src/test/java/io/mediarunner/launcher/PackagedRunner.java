package io.mediarunner.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The packaged runner as processes of their own, which end with the test. */
public final class PackagedRunner {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private final Path folder;
  private final List<Process> started = new ArrayList<>();

  /**
   * @param folder for what they say
   */
  public PackagedRunner(Path folder) {
    this.folder = folder;
  }

  public Process start(Map<String, String> settings, String... args) throws IOException {
    return start(settings, List.of(), args);
  }

  /**
   * With the virtual machine's options of {@code bin/runner}, its heap among them.
   *
   * @param more options, which prevail
   */
  public Process startAsInstalled(Map<String, String> settings, List<String> more, String... args)
      throws IOException {
    String script = Files.readString(HOME.resolve("bin/runner"));
    String line = script.substring(script.indexOf("set -- -XX:+UseSerialGC") + "set -- ".length());
    List<String> options = new ArrayList<>();
    for (String option : line.substring(0, line.indexOf("-Drunner.home")).split("[\\s\\\\]+", -1)) {
      if (!option.isEmpty()) {
        options.add(option);
      }
    }
    options.addAll(more);
    return start(settings, options, args);
  }

  private Process start(Map<String, String> settings, List<String> options, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Drunner.home=" + HOME);
    command.add("-jar");
    command.add(HOME.resolve("runner-launcher/target/runner/lib/runner-launcher.jar").toString());
    command.addAll(Arrays.asList(args));
    File toolLog = folder.resolve("said-" + started.size() + ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(toolLog);
    builder.environment().putAll(settings);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  List<Process> started() {
    return started;
  }

  public String said(Process process) throws IOException {
    return Files.readString(folder.resolve("said-" + started.indexOf(process) + ".txt"));
  }

  /** Kills those that still run. */
  public void end() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }
}
