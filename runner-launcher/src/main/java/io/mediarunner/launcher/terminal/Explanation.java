package io.mediarunner.launcher.terminal;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** What went wrong, in one line for a person. */
public final class Explanation {
  private Explanation() {}

  /** The innermost message that says something. */
  public static String of(Throwable cause) {
    Throwable innermost = cause;
    while (innermost.getCause() != null && innermost.getMessage() == null) {
      innermost = innermost.getCause();
    }
    if (innermost instanceof FileSystemException file) {
      return ofFile(file);
    }
    return innermost.getMessage() == null
        ? innermost.getClass().getSimpleName()
        : innermost.getMessage();
  }

  /** Most of them have only the file's name as their message. */
  private static String ofFile(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return e.getFile() + ": permission denied for " + System.getProperty("user.name");
    }
    if (e instanceof NoSuchFileException) {
      return e.getFile() + ": no such file or folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return e.getFile() + ": something of this name is there already";
    }
    if (e instanceof NotDirectoryException) {
      return e.getFile() + ": is no folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return e.getFile() + ": the folder is not empty";
    }
    return Optional.ofNullable(e.getReason())
        .map(why -> e.getFile() + ": " + why)
        .orElse(e.toString());
  }
}
