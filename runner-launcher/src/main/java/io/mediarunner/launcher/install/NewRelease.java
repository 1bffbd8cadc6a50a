package io.mediarunner.launcher.install;

import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/** Unpacks an archive beside the installed releases, and tries it there before it gets its name. */
final class NewRelease {
  private static final String UNPACKING = ".media-runner-unpacking-";
  private static final String ARCHIVE = ".tar.gz";
  private final Releases releases;
  private final Programs programs;

  NewRelease(Releases releases, Programs programs) {
    this.releases = releases;
    this.programs = programs;
  }

  /** Removes what an interrupted upgrade has left. */
  void cleanUp() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(releases.base())) {
      leftovers =
          files.filter(file -> file.getFileName().toString().startsWith(UNPACKING)).toList();
    }
    for (Path leftover : leftovers) {
      Workspace.deleteTree(leftover);
    }
  }

  /**
   * @param archive as {@code bin/package} makes it
   * @return the release in its place, not yet the current one
   * @throws RefusedException if it is damaged, is none, is installed already, or does not run here
   *     with these settings
   */
  Path unpack(Path archive) throws IOException {
    if (!Files.isReadable(archive)) {
      throw new RefusedException(
          RefusedException.ABSENT, "There is no archive that you may read: " + archive);
    }
    checkSum(archive);
    Path folder = Files.createTempDirectory(releases.base(), UNPACKING);
    try {
      Programs.Result unpacked =
          programs.run(
              "tar",
              "-xzf",
              archive.toAbsolutePath().toString(),
              "-C",
              folder.toString(),
              "--no-same-owner");
      if (!unpacked.good()) {
        throw new RefusedException(
            RefusedException.FAILED,
            archive
                + " is damaged or no archive ("
                + lastLine(unpacked.said())
                + "): download it again.");
      }
      Path release = onlyRelease(folder, archive);
      Path place = releases.base().resolve(release.getFileName());
      if (releases.current().filter(place::equals).isPresent()) {
        throw new RefusedException(
            RefusedException.ABSENT,
            place.getFileName() + " is the current release already: there is nothing to upgrade.");
      }
      tryOut(release);
      if (Files.isDirectory(place)) { // an upgrade that was taken back: its files may be incomplete
        Files.move(place, folder.resolve("before"));
      }
      Files.move(release, place, StandardCopyOption.ATOMIC_MOVE);
      return place;
    } finally {
      Workspace.deleteTree(folder);
    }
  }

  /** If {@code NAME.sha256} came with {@code NAME.tar.gz}. */
  private static void checkSum(Path archive) throws IOException {
    String name = archive.getFileName().toString();
    Path sums = archive.resolveSibling(name.replace(ARCHIVE, ".sha256"));
    if (!name.endsWith(ARCHIVE) || !Files.isReadable(sums)) {
      return;
    }
    Optional<String> wanted =
        Files.readAllLines(sums).stream()
            .filter(line -> line.endsWith("  " + name))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .findFirst();
    if (wanted.isPresent()
        && !wanted
            .get()
            .equals(new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(archive))) {
      throw new RefusedException(
          RefusedException.FAILED,
          archive
              + " does not have the checksum in "
              + sums.getFileName()
              + ": download both again.");
    }
  }

  private static Path onlyRelease(Path folder, Path archive) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found = files.toList();
    }
    if (found.size() != 1 || !Installation.isRelease(found.get(0))) {
      throw new RefusedException(
          RefusedException.FAILED,
          archive
              + " is not a complete release of Media Runner: use media-runner-VERSION.tar.gz as it was"
              + " published.");
    }
    return found.get(0);
  }

  private void tryOut(Path release) throws IOException {
    Path program = release.resolve("bin/runner");
    Programs.Result version = programs.run(program.toString(), "--version");
    if (!version.good()) {
      throw new RefusedException(
          version.exitCode(),
          String.format(
              Locale.ROOT,
              "%s does not run here: %s",
              release.getFileName(),
              lastLine(version.said())));
    }
    if (Files.exists(releases.settings())) {
      Programs.Result settings =
          programs.run(program.toString(), "check-config", "--env", releases.settings().toString());
      if (settings.exitCode() == RefusedException.INVALID) {
        throw new RefusedException(
            RefusedException.INVALID,
            settings.said()
                + "\nThese settings are not valid for "
                + release.getFileName()
                + ". Correct "
                + releases.settings()
                + ", then upgrade again.");
      }
    }
    try (Stream<Path> files = Files.list(release)) {
      // Class data name the place of the classes, which is about to change.
      for (Path data : files.filter(file -> file.toString().endsWith(".jsa")).toList()) {
        Files.delete(data);
      }
    }
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
