package io.mediarunner.launcher.os;

import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read what the runner writes. Java has no umask of its own: {@code bin/runner} sets it.
 */
public final class FileModes {
  private static final Logger log = LoggerFactory.getLogger(FileModes.class);
  private static final Pattern UMASK = Pattern.compile("(?m)^Umask:\\s*([0-7]+)$");

  /** From the lowest bit of a mode to the highest. */
  private static final List<PosixFilePermission> BITS =
      List.of(
          PosixFilePermission.OTHERS_EXECUTE,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_READ);

  private static final Set<PosixFilePermission> NOT_FOR_SECRETS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  private FileModes() {}

  /**
   * Takes from existing files what the mask forbids: an earlier version left them open. What cannot
   * be changed, or is a link, stays.
   *
   * @param umask as in umask(2)
   */
  public static void narrow(Stream<Path> files, int umask) {
    files.forEach(
        file -> {
          try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
              Set<PosixFilePermission> modes =
                  Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
              if (modes.removeAll(forbidden(umask))) {
                Files.setPosixFilePermissions(file, modes);
              }
            }
          } catch (IOException | UnsupportedOperationException e) {
            log.warn("cannot narrow the permissions of {}: {}", file, e.toString());
          }
        });
  }

  private static Set<PosixFilePermission> forbidden(int umask) {
    Set<PosixFilePermission> forbidden = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < BITS.size(); bit++) {
      if ((umask >> bit & 1) == 1) {
        forbidden.add(BITS.get(bit));
      }
    }
    return forbidden;
  }

  /** Narrows the log files of a folder, old ones too. */
  public static void narrowLogs(Path folder, int umask) {
    try (Stream<Path> files = Files.list(folder)) {
      narrow(files.filter(file -> file.getFileName().toString().contains(".log")), umask);
    } catch (IOException e) {
      log.warn("cannot narrow the permissions in {}: {}", folder, e.toString());
    }
  }

  /** Says that this process was started with a wider mask than its settings want; empty if not. */
  public static Optional<String> tooWide(int wanted) {
    try {
      Matcher found = UMASK.matcher(SmallFile.text(Path.of("/proc/self/status"), Limits.LINE));
      return found.find() ? tooWide(wanted, Integer.parseInt(found.group(1), 8)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }

  public static Optional<String> tooWide(int wanted, int actual) {
    return (actual & wanted) == wanted
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The process has umask %03o instead of STORAGE_UMASK %03o: start it by bin/runner, or"
                    + " set UMask in its service",
                actual,
                wanted));
  }

  /** Says that others may read or write a file with secrets; empty if not. */
  public static Optional<String> exposed(Path file) {
    try {
      Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
      return modes.stream().anyMatch(NOT_FOR_SECRETS::contains)
          ? Optional.of(
              String.format(
                  Locale.ROOT,
                  "%s holds secrets and is open to others (%s): chmod 640 %s",
                  file,
                  PosixFilePermissions.toString(modes),
                  file))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
