package io.mediarunner.launcher.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The releases in one folder. A link names the current one and another one the release before it; a
 * link is replaced in one step, so that an interruption leaves the old or the new one.
 *
 * @param base the folder
 */
record Releases(Path base) {
  private static final String CURRENT = "media-runner";
  private static final String PREVIOUS = "media-runner.previous";

  /**
   * @throws NullPointerException if {@code base} is null
   */
  Releases {
    Objects.requireNonNull(base, "base");
  }

  /** The link that always leads to the current release. */
  Path link() {
    return base.resolve(CURRENT);
  }

  /** Settings of all releases here. */
  Path settings() {
    return base.resolve("media-runner.env");
  }

  Optional<Path> current() throws IOException {
    return target(link());
  }

  Optional<Path> previous() throws IOException {
    return target(base.resolve(PREVIOUS));
  }

  private Optional<Path> target(Path link) throws IOException {
    if (!Files.isSymbolicLink(link)) {
      return Optional.empty();
    }
    Path release = base.resolve(Files.readSymbolicLink(link)).normalize();
    return Files.isDirectory(release) ? Optional.of(release) : Optional.empty();
  }

  /** Releases in this folder, whether linked or not. */
  List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(base)) {
      return files
          .filter(file -> !Files.isSymbolicLink(file))
          .filter(Installation::isRelease)
          .sorted()
          .toList();
    }
  }

  /**
   * @throws RefusedException if the user may not change this folder, or something else has the name
   *     of the link
   */
  void mustBeChangeable() throws IOException {
    if (!Files.isWritable(base)) {
      throw new RefusedException(
          RefusedException.RIGHTS,
          String.format(
              Locale.ROOT,
              "You may not change %s, which belongs to %s: run the command as that user.",
              base,
              Files.getOwner(base).getName()));
    }
    for (Path link : List.of(link(), base.resolve(PREVIOUS))) {
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
        throw new RefusedException(
            RefusedException.NOT_OURS,
            link + " is in the way: it must be a link to a release. Move it elsewhere first.");
      }
    }
  }

  void makeCurrent(Path release) throws IOException {
    replace(link(), release);
  }

  void makePrevious(Optional<Path> release) throws IOException {
    if (release.isPresent()) {
      replace(base.resolve(PREVIOUS), release.get());
    } else {
      Files.deleteIfExists(base.resolve(PREVIOUS));
    }
  }

  private void replace(Path link, Path release) throws IOException {
    Path fresh = base.resolve("." + link.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, base.relativize(release));
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Both links, for good. */
  void unlink() throws IOException {
    for (Path link : List.of(link(), base.resolve(PREVIOUS))) {
      if (Files.isSymbolicLink(link)) {
        Files.delete(link);
      }
    }
  }
}
