package io.mediarunner.launcher.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a runner lies and who is in charge of its files.
 *
 * @param kind how it got there
 * @param home its folder, with {@code bin/runner}
 */
record Installation(Kind kind, Path home) {
  static final String FOLDER = "media-runner-";
  private static final String JAR = "lib/runner-launcher.jar";

  /** How it got there. */
  enum Kind {
    /** Sources under version control. */
    CHECKOUT,
    /** An unpacked archive. */
    ARCHIVE,
    /** Files of dpkg. */
    DEBIAN
  }

  /**
   * @throws NullPointerException if a component is null
   */
  Installation {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(home, "home");
  }

  static Installation at(Path home) {
    if (Files.exists(home.resolve("pom.xml"))) {
      return new Installation(Kind.CHECKOUT, home);
    }
    return new Installation(
        Files.exists(home.resolve("debian-package")) ? Kind.DEBIAN : Kind.ARCHIVE, home);
  }

  /** Whether a folder is an unpacked archive, whole, under the name it was packed with. */
  static boolean isRelease(Path folder) {
    return Files.isRegularFile(folder.resolve(JAR))
        && Files.isExecutable(folder.resolve("bin/runner"))
        && version(folder).filter(v -> name(folder).equals(FOLDER + v)).isPresent();
  }

  /** The version of the release in a folder; empty if it is none. */
  static Optional<String> version(Path folder) {
    Path file = folder.resolve("version.properties");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("version="))
          .map(line -> line.substring("version=".length()))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path folder) {
    return Objects.requireNonNull(folder.getFileName(), "a folder with a name").toString();
  }

  /** Of an archive: the folder that holds its releases, one beside the other. */
  Path base() {
    return Objects.requireNonNull(home.getParent(), "a release lies in a folder");
  }

  /**
   * @param command what was asked for
   * @throws RefusedException if other tools are in charge; names them
   */
  void mustBeArchive(String command) throws RefusedException {
    switch (kind) {
      case ARCHIVE -> {}
      case CHECKOUT ->
          throw new RefusedException(
              RefusedException.NOT_OURS,
              String.format(
                  Locale.ROOT,
                  "%s is a checkout of the sources, which git is in charge of: '%s' is for releases. Use"
                      + " git pull (or git checkout) and bin/runner build.",
                  home,
                  command));
      case DEBIAN ->
          throw new RefusedException(
              RefusedException.NOT_OURS,
              String.format(
                  Locale.ROOT,
                  "Media Runner was installed as a Debian package: '%s' is for archives. Use apt-get"
                      + " install ./media-runner_VERSION_ARCHITECTURE.deb (with --allow-downgrades to go"
                      + " back), or apt-get remove media-runner.",
                  command));
    }
  }
}
