package io.mediarunner.core.media.probe;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses files that contain a denied codec, based only on their bytes: no media program has opened
 * them yet. Only MagicYUV has a rule; ffmpeg's decoder for it had the flaw CVE-2026-8461.
 */
public final class CodecDenylist {
  private static final String MAGICYUV = "magicyuv";
  private static final int WINDOW = 4 << 20;
  private final Set<String> denied;

  public CodecDenylist(Set<String> denied) {
    this.denied = Set.copyOf(denied);
  }

  /**
   * Looks at the first and the last 4 MiB: an MP4 may keep its header at the end.
   *
   * @throws TaskFailedException {@code CODEC_DENIED}
   * @throws IOException if the file cannot be read
   */
  public void check(Path file) throws TaskFailedException, IOException {
    if (!denied.contains(MAGICYUV)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      String head = read(channel, 0);
      String tail = read(channel, Math.max(0, channel.size() - WINDOW));
      boolean named = mentions(head) || mentions(tail);
      boolean coded = isMediaFile(head) && (head.contains("MAGY") || tail.contains("MAGY"));
      if (named || coded) {
        throw new TaskFailedException(
            FailureCode.CODEC_DENIED,
            "This video uses the MagicYUV codec, which this runner refuses because of CVE-2026-8461"
                + " (PixelSmash). Please export it as H.264, H.265, VP9 or AV1.");
      }
    }
  }

  /**
   * Checks the codecs that the probe reported, for those without a byte rule.
   *
   * @param codecs ffmpeg's names
   * @throws TaskFailedException {@code CODEC_DENIED}
   */
  public void check(List<String> codecs) throws TaskFailedException {
    for (String codec : codecs) {
      if (denied.contains(codec)) {
        throw new TaskFailedException(
            FailureCode.CODEC_DENIED,
            String.format(
                Locale.ROOT,
                "This video uses the codec %s, which this runner refuses. Please export it as H.264,"
                    + " H.265, VP9 or AV1.",
                codec));
      }
    }
  }

  private static boolean mentions(String bytes) {
    return bytes.toLowerCase(Locale.ROOT).contains(MAGICYUV);
  }

  /** AVI, Matroska or ISO media by their first bytes. */
  private static boolean isMediaFile(String head) {
    boolean avi = head.startsWith("RIFF") && head.startsWith("AVI ", 8);
    boolean matroska = head.startsWith("\u001aE\u00df\u00a3");
    return avi || matroska || head.startsWith("ftyp", 4);
  }

  /** One character a byte, so that text search is byte search. */
  private static String read(FileChannel channel, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(WINDOW, channel.size() - from));
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // until the window is full
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }
}
