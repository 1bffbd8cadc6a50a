package io.mediarunner.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is read whole because it is known to be small. */
public final class SmallFile {
  private SmallFile() {}

  /**
   * Its text; bytes that are not UTF-8 become replacement characters.
   *
   * @param mostBytes above 0
   * @throws TooLargeException if it is larger
   * @throws IOException if it cannot be read
   */
  public static String text(Path file, int mostBytes) throws IOException {
    return new String(bytes(file, mostBytes), StandardCharsets.UTF_8);
  }

  /**
   * Its bytes.
   *
   * @throws IOException as {@link #text}
   */
  public static byte[] bytes(Path file, int mostBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes);
      if (bytes.length == mostBytes && in.read() >= 0) {
        throw new TooLargeException(file.getFileName() + " is larger than " + mostBytes + " bytes");
      }
      return bytes;
    }
  }
}
