package io.mediarunner.core.media.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names the formats that people take for videos or logos and that are not accepted, so that a
 * message can say which one it was.
 */
final class FileFormat {
  private static final int LOOKED_AT = 4096;

  /** Brands of single pictures in an ISO base media file (ISO/IEC 23008-12, 10; AV1 AVIF, 8). */
  private static final Pattern STILL = Pattern.compile("avif|hei[cxms]|mif1");

  private FileFormat() {}

  /** Whether a file is a picture in the container of videos, which ffprobe takes for one. */
  static boolean isPictureInMp4(Path file) throws IOException {
    return isPictureInMp4(start(file));
  }

  private static boolean isPictureInMp4(String bytes) {
    return bytes.startsWith("ftyp", 4)
        && bytes.length() >= 12
        && STILL.matcher(bytes.substring(8, 12)).matches();
  }

  private static String start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
    }
  }

  /** What a file is, as far as its beginning tells, such as {@code an SVG file}. */
  static Optional<String> of(Path file) throws IOException {
    String bytes = start(file);
    if (isPictureInMp4(bytes)) {
      return Optional.of("a HEIF or AVIF picture");
    }
    if (bytes.startsWith("GIF8")) {
      return Optional.of("a GIF file");
    }
    if (bytes.startsWith("\u0089PNG")) {
      return Optional.of("a PNG picture");
    }
    if (bytes.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of("a JPEG picture");
    }
    if (bytes.startsWith("RIFF") && bytes.startsWith("WEBP", 8)) {
      return Optional.of("a WebP picture");
    }
    if (bytes.startsWith("%PDF")) {
      return Optional.of("a PDF document");
    }
    if (bytes.startsWith("PK\u0003\u0004")) {
      return Optional.of("a ZIP archive or an office document");
    }
    return ofText(bytes.toLowerCase(Locale.ROOT).replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", ""));
  }

  private static Optional<String> ofText(String text) {
    if (text.startsWith("#extm3u")) {
      return Optional.of("an HLS playlist");
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return Optional.of("a web page");
    }
    return text.startsWith("<") && text.contains("<svg")
        ? Optional.of("an SVG file")
        : Optional.empty();
  }
}
