package io.mediarunner.core.fetch;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.WebUrl;
import io.mediarunner.core.text.Quoted;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of this machine that a person at its command line wants processed, under addresses of a
 * host that cannot exist (RFC 2606, section 2). Only the folder of the source is reachable, and no
 * runner that listens to a Manager has one.
 *
 * @param folder whose files can be reached; empty = none
 */
public record LocalFiles(Optional<Path> folder) {
  /** No file can be reached. */
  public static final LocalFiles NONE = new LocalFiles(Optional.empty());

  private static final Logger log = LoggerFactory.getLogger(LocalFiles.class);
  private static final char UNDECODABLE = '\uFFFD';
  private static final String HOST = "folder.invalid";

  /** The address of a file, relative to which the files beside it have theirs. */
  public static String address(Path file) {
    String name = String.valueOf(file.getFileName());
    StringBuilder address = new StringBuilder("http://" + HOST + "/");
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = octet > 0 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
      address.append(
          plain ? String.valueOf((char) octet) : String.format(Locale.ROOT, "%%%02X", octet & 255));
    }
    return address.toString();
  }

  /**
   * The file that an address means.
   *
   * @return empty if the address is not one of a local file
   * @throws TaskFailedException {@code SOURCE_NOT_FOUND} if there is no such file in the folder,
   *     {@code SOURCE_UNREADABLE} if it is a pipe, a device or a socket
   */
  Optional<Path> file(WebUrl address) throws TaskFailedException {
    if (folder.isEmpty() || !address.host().equals(HOST)) {
      return Optional.empty();
    }
    String path =
        URLDecoder.decode(address.path().substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    try {
      Path root = folder.get().toRealPath();
      Path file = root.resolve(path).toRealPath();
      if (file.startsWith(root) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(file);
      }
      if (file.startsWith(root) && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new TaskFailedException(
            FailureCode.SOURCE_UNREADABLE,
            String.format(
                Locale.ROOT,
                "%s is no regular file but a pipe, a device or a socket. Copy what comes from it"
                    + " into a file.",
                Quoted.of(path)));
      }
    } catch (IOException | InvalidPathException e) {
      log.debug("not a local file: {}", path, e);
    }
    throw new TaskFailedException(
        FailureCode.SOURCE_NOT_FOUND,
        String.format(
            Locale.ROOT,
            path.indexOf(UNDECODABLE) < 0
                ? "There is no file %s in the folder of the source."
                : "The file name %s is not valid UTF-8 where it shows \uFFFD. Rename the file.",
            Quoted.of(path)));
  }
}
