package io.mediarunner.core.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What is written for people and programs alike is UTF-8, whatever a program printed. */
public final class Utf8 {
  private static final int BUFFER = 8 << 10;

  private Utf8() {}

  /**
   * Makes a file valid UTF-8: bytes that are none become U+FFFD. A valid file stays as it is, and
   * so does a link.
   *
   * @throws IOException if the disk refuses; the file is then as it was
   */
  public static void mend(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || isValid(file)) {
      return;
    }
    Path mended = file.resolveSibling(file.getFileName() + ".part");
    try (Reader in = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
        Writer out = Files.newBufferedWriter(mended, StandardCharsets.UTF_8)) {
      in.transferTo(out);
    }
    Files.move(mended, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isValid(Path file) throws IOException {
    char[] buffer = new char[BUFFER];
    // Unlike the constructor of a reader, this method's decoder reports what is no UTF-8.
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      while (in.read(buffer) >= 0) {
        // to its end
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
