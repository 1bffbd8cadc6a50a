package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who is not root may mount in a user namespace: a whole section again in there. */
final class OwnNamespace {
  private static final String NESTED = "soak.nested";
  private final Path home;
  private final Scale scale;
  private final Tally tally;

  OwnNamespace(Path home, Scale scale, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.tally = tally;
  }

  /**
   * @param refused why this process may not mount
   * @throws IOException if this is already the namespace
   */
  void repeat(Section section, int seed, Programs programs, IOException refused)
      throws IOException {
    if (System.getProperty(NESTED) != null) {
      throw new IOException("cannot mount a small file system: " + refused.getMessage());
    }
    List<String> command = new ArrayList<>(List.of("unshare", "-rm"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D" + NESTED + "=true");
    command.add("-Drunner.home=" + home);
    command.add("-jar");
    command.add(home.resolve("runner-launcher/target/runner/lib/runner-launcher.jar").toString());
    command.addAll(List.of("soak", "--only", section.title(), "--seed", "" + seed));
    if (scale.diskRounds() == 1) {
      command.add("--brief");
    }
    try {
      programs.run(command).lines().forEach(tally::note);
    } catch (IOException e) {
      tally.wrong(
          Count.OTHER,
          "needs root or user namespaces (unshare -rm) to mount a small file system: "
              + refused.getMessage()
              + "; "
              + e.getMessage());
    }
  }
}
