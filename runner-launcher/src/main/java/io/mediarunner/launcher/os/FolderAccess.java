package io.mediarunner.launcher.os;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Makes a folder of the settings, or says why it cannot be used and what to do. */
public final class FolderAccess {
  private FolderAccess() {}

  /**
   * @param setting that names the folder
   * @throws IOException if it cannot be made or written; the message names setting, reason and fix
   */
  public static void make(String setting, Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: cannot create %s: %s; %s",
              setting,
              folder,
              reason(e),
              fix(setting, folder)),
          e);
    }
    if (Mount.of(folder).map(Mount::readOnly).orElse(false)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s is on a read-only file system; mount it writable, or set %s to another folder",
              setting,
              folder,
              setting));
    }
    if (!Files.isWritable(folder)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %s cannot be written by %s; %s",
              setting,
              folder,
              user(),
              fix(setting, folder)));
    }
  }

  /** What to do about a folder that cannot be made or written. */
  public static String fix(String setting, Path folder) {
    return String.format(
        Locale.ROOT,
        "sudo install -d -o %s -m 750 '%s', or set %s to another folder",
        user(),
        folder.toAbsolutePath(),
        setting);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied for " + user();
    }
    return e instanceof FileSystemException cause
        ? Optional.ofNullable(cause.getReason()).orElse("no folder, but a file, is in its way")
        : String.valueOf(e.getMessage());
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
