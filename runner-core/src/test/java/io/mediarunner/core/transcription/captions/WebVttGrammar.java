package io.mediarunner.core.transcription.captions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a file against the grammar of WebVTT (W3C, WebVTT: The Web Video Text Tracks Format,
 * section 4, "Syntax"), more strictly than a player would: what it allows, every player reads.
 */
public final class WebVttGrammar {
  private static final Pattern TIMINGS =
      Pattern.compile(
          "(?:(\\d{2,}):)?([0-5]\\d):([0-5]\\d)\\.(\\d{3})[ \\t]+-->[ \\t]+"
              + "(?:(\\d{2,}):)?([0-5]\\d):([0-5]\\d)\\.(\\d{3})(?:[ \\t]+(\\S.*))?");
  private static final Pattern REFERENCE =
      Pattern.compile("&(amp|lt|gt|lrm|rlm|nbsp|#\\d+|#x[0-9a-fA-F]+);");

  private final List<String> problems = new ArrayList<>();
  private long lastStart = -1;

  private WebVttGrammar() {}

  /**
   * What is wrong with a file, one sentence each; empty if it is valid.
   *
   * @param durationMillis no cue may end later
   */
  public static List<String> problems(String text, long durationMillis) {
    WebVttGrammar grammar = new WebVttGrammar();
    grammar.file(text, durationMillis);
    return grammar.problems;
  }

  private void file(String text, long durationMillis) {
    characters(text);
    String[] lines = text.split("\r\n|\r|\n", -1);
    if (!lines[0].matches("\uFEFF?WEBVTT(?:[ \\t].*)?")) {
      problems.add("the first line is not WEBVTT: " + lines[0]);
    }
    if (lines.length < 2 || !lines[1].isEmpty()) {
      problems.add("no blank line after the first one");
    }
    List<String> block = new ArrayList<>();
    boolean cues = false;
    for (int i = 1; i <= lines.length; i++) {
      if (i < lines.length && !lines[i].isEmpty()) {
        block.add(lines[i]);
      } else if (!block.isEmpty()) {
        cues |= block(List.copyOf(block), cues, durationMillis);
        block.clear();
      }
    }
    if (!text.endsWith("\n")) {
      problems.add("no line end at the end");
    }
  }

  private void characters(String text) {
    text.codePoints()
        .filter(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFD)
        .forEach(c -> problems.add("a character that is not allowed: " + Integer.toHexString(c)));
  }

  private boolean block(List<String> block, boolean cues, long durationMillis) {
    String first = block.get(0);
    if (first.matches("NOTE(?:[ \\t].*)?")) {
      if (String.join("\n", block).contains("-->")) {
        problems.add("an arrow in a note");
      }
      return false;
    }
    if (first.matches("STYLE[ \\t]*|REGION[ \\t]*")) {
      if (cues) {
        problems.add(first + " after a cue");
      }
      return false;
    }
    int timings = first.contains("-->") ? 0 : 1;
    if (block.size() <= timings) {
      problems.add("a block that is nothing: " + block);
      return false;
    }
    timings(block.get(timings), durationMillis);
    List<String> payload = block.subList(timings + 1, block.size());
    if (payload.isEmpty()) {
      problems.add("a cue without text: " + block);
    }
    payload.forEach(this::payload);
    return true;
  }

  private void timings(String line, long durationMillis) {
    Matcher match = TIMINGS.matcher(line);
    if (!match.matches()) {
      problems.add("no timings: " + line);
      return;
    }
    long start = millis(match, 1);
    long end = millis(match, 5);
    if (end <= start) {
      problems.add("ends before it starts: " + line);
    }
    if (start < lastStart) {
      problems.add("starts before the cue above: " + line);
    }
    if (end > durationMillis) {
      problems.add("ends after the recording: " + line);
    }
    lastStart = start;
    if (match.group(9) != null
        && !match.group(9).matches("((vertical|line|position|size|align|region):\\S+[ \\t]*)+")) {
      problems.add("settings: " + line);
    }
  }

  private static long millis(Matcher match, int group) {
    long hours = match.group(group) == null ? 0 : Long.parseLong(match.group(group));
    return hours * 3_600_000
        + Long.parseLong(match.group(group + 1)) * 60_000
        + Long.parseLong(match.group(group + 2)) * 1000
        + Long.parseLong(match.group(group + 3));
  }

  private void payload(String line) {
    if (line.contains("-->")) {
      problems.add("an arrow in a text: " + line);
    }
    if (line.isBlank()) {
      problems.add("a blank line in a cue");
    }
    String text = line.replaceAll("</?(c|i|b|u|v|ruby|rt|lang)[^<>]*>", "");
    if (text.contains("<") || text.contains(">")) {
      problems.add("markup that is none: " + line);
    }
    if (REFERENCE.matcher(text).replaceAll("").contains("&")) {
      problems.add("a bare ampersand: " + line);
    }
    if (line.codePoints().anyMatch(Character::isISOControl)) {
      problems.add("a control character: " + line);
    }
  }
}
