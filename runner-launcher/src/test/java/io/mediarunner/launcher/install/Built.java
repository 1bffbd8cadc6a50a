package io.mediarunner.launcher.install;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What {@code bin/package} makes of this checkout, built once for all tests.
 *
 * @param work where it was built
 * @param out the packages
 * @param version of the checkout
 */
record Built(Path work, Path out, String version) {
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /** A later release, in which only the number is new. */
  static final String LATER = "9.9.9";

  private static final String IN_JAR = "io/mediarunner/launcher/app/version.properties";

  private static final String PREFIX = "packages-";

  private static final List<Built> ONCE = new ArrayList<>();

  static synchronized Built once() throws Exception {
    if (ONCE.isEmpty()) {
      removeThoseOfTheDead();
      Path folder = Path.of("target", PREFIX + ProcessHandle.current().pid()).toAbsolutePath();
      Path work = Files.createDirectories(folder.resolve("work"));
      Path out = folder.resolve("out");
      pack(Map.of(), "--work", work.toString(), "--out", out.toString());
      String version =
          Files.readString(work.resolve("runner-launcher/target/runner/version.properties"))
              .lines()
              .filter(line -> line.startsWith("version="))
              .findFirst()
              .orElseThrow()
              .substring("version=".length());
      Built built = new Built(work, out, version);
      built.packLater(folder);
      ONCE.add(built);
    }
    return ONCE.get(0);
  }

  /** Two test programs run at a time: each makes its own, and leaves the other's alone. */
  private static void removeThoseOfTheDead() throws Exception {
    List<Path> folders;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("target"), PREFIX + "*")) {
      folders = new ArrayList<>();
      found.forEach(folders::add);
    }
    for (Path folder : folders) {
      long pid = Long.parseLong(folder.getFileName().toString().substring(PREFIX.length()));
      if (ProcessHandle.of(pid).isEmpty()) {
        Run.of(HOME, Map.of(), List.of("rm", "-rf", folder.toAbsolutePath().toString())).wentWell();
      }
    }
  }

  static void pack(Map<String, String> environment, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/package").toString()));
    command.addAll(Arrays.asList(options));
    Run.of(HOME, environment, command).wentWell();
  }

  Path target() {
    return work.resolve("runner-launcher/target");
  }

  private void packLater(Path folder) throws Exception {
    Path later = folder.resolve("later");
    Run.of(HOME, Map.of(), List.of("cp", "-a", target().toString(), later.toString())).wentWell();
    Path properties = later.resolve("runner/version.properties");
    String text = Files.readString(properties).replace("version=" + version, "version=" + LATER);
    Files.writeString(properties, text);
    try (FileSystem jar =
        FileSystems.newFileSystem(
            URI.create("jar:" + later.resolve("runner/lib/runner-launcher.jar").toUri()),
            Map.of())) {
      Files.writeString(jar.getPath(IN_JAR), text);
    }
    pack(Map.of(), "--built", later.toString(), "--out", out.toString());
  }

  Path archive() {
    return archive(version);
  }

  Path archive(String of) {
    return out.resolve("media-runner-" + of + ".tar.gz");
  }

  Path debianPackage(String of) {
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return out.resolve("media-runner_" + of + "_" + architecture + ".deb");
  }

  /** Unpacks the archive there. */
  Path unpack(Path folder) throws IOException, InterruptedException {
    Run.of(folder, Map.of(), List.of("tar", "-xzf", archive().toString())).wentWell();
    return folder.resolve("media-runner-" + version);
  }
}
