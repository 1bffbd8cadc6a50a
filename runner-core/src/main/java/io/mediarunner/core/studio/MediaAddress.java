package io.mediarunner.core.studio;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.WebUrl;
import java.util.Locale;

/** Addresses within a Mediapackage. */
public final class MediaAddress {
  private MediaAddress() {}

  /**
   * The full URL of a file that a Mediapackage names.
   *
   * @param name of the entry, for errors, such as {@code presenter}
   * @param address as written: http(s), or relative to the Mediapackage
   * @param base the Mediapackage's own address
   * @throws TaskFailedException {@code SOURCE_URL_INVALID} for any other scheme, and for anything
   *     that looks like a local path
   */
  public static String resolve(String name, String address, String base)
      throws TaskFailedException {
    String lower = address.toLowerCase(Locale.ROOT);
    boolean absolute = lower.startsWith("http://") || lower.startsWith("https://");
    boolean path = address.startsWith("/") || address.contains("\\");
    boolean scheme = address.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
    if (!absolute && (path || scheme)) {
      throw refused(name);
    }
    try {
      return absolute ? WebUrl.parse(address).text() : WebUrl.parse(base).resolve(address).text();
    } catch (InvalidUrlException e) {
      throw new TaskFailedException(
          FailureCode.SOURCE_URL_INVALID,
          String.format(
              Locale.ROOT, "The address of the %s in the Mediapackage %s.", name, e.getMessage()));
    }
  }

  private static TaskFailedException refused(String name) {
    return new TaskFailedException(
        FailureCode.SOURCE_URL_INVALID,
        String.format(
            Locale.ROOT,
            "The address of the %s in the Mediapackage must start with http:// or https://, or be"
                + " relative to the Mediapackage.",
            name));
  }
}
