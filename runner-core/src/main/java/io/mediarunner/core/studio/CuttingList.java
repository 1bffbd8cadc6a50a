package io.mediarunner.core.studio;

import io.mediarunner.core.error.TaskFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;

/**
 * The parts of a recording that a SMIL file keeps, in its order; a part listed for several tracks
 * counts once.
 *
 * @param clips none = the whole recording
 * @param unreadable values that are not valid times; the intended cut is then not fully known
 */
public record CuttingList(List<Clip> clips, List<String> unreadable) {
  /** No cuts. */
  public static final CuttingList NONE = new CuttingList(List.of(), List.of());

  private static final double SHORTEST = 0.04;
  private static final int LONGEST_QUOTE = 40;

  /**
   * A part to keep.
   *
   * @param begin seconds; empty = from the beginning
   * @param end seconds; empty = to the end
   */
  public record Clip(OptionalDouble begin, OptionalDouble end) {}

  /**
   * A clip of a recording of known length.
   *
   * @param startSeconds 0 or more
   * @param endSeconds above {@code startSeconds}
   */
  public record Window(double startSeconds, double endSeconds) {
    /** Its length. */
    public double seconds() {
      return endSeconds - startSeconds;
    }
  }

  public CuttingList {
    clips = List.copyOf(clips);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Reads the file.
   *
   * @throws TaskFailedException {@code MEDIAPACKAGE_INVALID} if it is not acceptable XML
   * @throws IOException if the file cannot be read
   */
  public static CuttingList read(Path file) throws TaskFailedException, IOException {
    Set<Clip> clips = new LinkedHashSet<>();
    List<String> unreadable = new ArrayList<>();
    SafeXml.read(
        file,
        "cutting list",
        "",
        new SafeXml.Handler() {
          @Override
          public void begin(Deque<String> ancestors, XMLStreamReader element) {
            if (element.getLocalName().endsWith("video")) {
              OptionalDouble begin = time(element, "clipBegin", unreadable);
              OptionalDouble end = time(element, "clipEnd", unreadable);
              if (begin.isPresent() || end.isPresent()) {
                clips.add(new Clip(begin, end));
              }
            }
          }

          @Override
          public void text(Deque<String> path, String text) {
            // everything is in the attributes
          }
        });
    return new CuttingList(List.copyOf(clips), unreadable);
  }

  private static OptionalDouble time(
      XMLStreamReader element, String name, List<String> unreadable) {
    String text = element.getAttributeValue(null, name);
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      return SmilTime.seconds(text);
    } catch (IllegalArgumentException e) {
      String quote = text.substring(0, Math.min(LONGEST_QUOTE, text.length()));
      unreadable.add(name + "=\"" + quote + "\"");
      return OptionalDouble.empty();
    }
  }

  /**
   * What is kept of a recording. An end at or before its beginning means "to the end".
   *
   * @param totalSeconds length of the recording, above 0
   * @return in the file's order; empty if all clips lie after the end
   */
  public List<Window> windows(double totalSeconds) {
    if (clips.isEmpty()) {
      return List.of(new Window(0, totalSeconds));
    }
    List<Window> windows = new ArrayList<>();
    for (Clip clip : clips) {
      double begin = clip.begin().orElse(0);
      double end = clip.end().orElse(totalSeconds);
      end = Math.min(end <= begin ? totalSeconds : end, totalSeconds);
      if (end - begin >= SHORTEST) {
        windows.add(new Window(begin, end));
      }
    }
    return windows;
  }

  /**
   * A part of the windows played one after the other.
   *
   * @param startSeconds on that joined clock
   * @param endSeconds after {@code startSeconds}
   */
  public static List<Window> part(List<Window> windows, double startSeconds, double endSeconds) {
    List<Window> parts = new ArrayList<>();
    double at = 0;
    for (Window window : windows) {
      double from = Math.max(startSeconds, at);
      double to = Math.min(endSeconds, at + window.seconds());
      if (to - from >= SHORTEST) {
        parts.add(new Window(window.startSeconds() + from - at, window.startSeconds() + to - at));
      }
      at += window.seconds();
    }
    return parts;
  }
}
