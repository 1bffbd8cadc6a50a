package io.mediarunner.core.transcription.captions;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks a SubRip file as the strictest common reader takes it: blocks of number, times, text. */
public final class SubRipGrammar {
  private static final Pattern TIMES =
      Pattern.compile(
          "(\\d{2,}):([0-5]\\d):([0-5]\\d),(\\d{3}) --> (\\d{2,}):([0-5]\\d):([0-5]\\d),(\\d{3})");

  private SubRipGrammar() {}

  /**
   * What is wrong with a file, one sentence each; empty if it is valid.
   *
   * @param durationMillis no subtitle may end later
   */
  public static List<String> problems(String text, long durationMillis) {
    List<String> problems = new ArrayList<>();
    if (text.isEmpty()) {
      return problems;
    }
    if (!text.endsWith("\n") || text.endsWith("\n\n") || text.contains("\r")) {
      problems.add("line ends");
    }
    long last = 0;
    int number = 1;
    for (String block : text.strip().split("\n\n", -1)) {
      String[] lines = block.split("\n", -1);
      if (lines.length < 3 || !lines[0].equals("" + number++)) {
        problems.add("not number, times and text: " + block);
        continue;
      }
      Matcher times = TIMES.matcher(lines[1]);
      if (!times.matches()) {
        problems.add("no times: " + lines[1]);
        continue;
      }
      long start = millis(times, 1);
      long end = millis(times, 5);
      if (start < last || end <= start || end > durationMillis) {
        problems.add("times out of order: " + block);
      }
      last = end;
      for (int i = 2; i < lines.length; i++) {
        boolean control = lines[i].codePoints().anyMatch(Character::isISOControl);
        if (lines[i].isBlank() || lines[i].contains("-->") || control) {
          problems.add("a line that is no text: " + block);
        }
      }
    }
    return problems;
  }

  private static long millis(Matcher times, int group) {
    return Long.parseLong(times.group(group)) * 3_600_000
        + Long.parseLong(times.group(group + 1)) * 60_000
        + Long.parseLong(times.group(group + 2)) * 1000
        + Long.parseLong(times.group(group + 3));
  }
}
