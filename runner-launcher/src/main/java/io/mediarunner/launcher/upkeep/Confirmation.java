package io.mediarunner.launcher.upkeep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Asks before something is removed or replaced. */
final class Confirmation {
  private static final Set<String> YES = Set.of("y", "yes", "o", "oui");

  private Confirmation() {}

  /**
   * @param yes whether it has been given already
   * @return false also at the end of the input
   */
  static boolean given(boolean yes, String question) throws IOException {
    if (yes) {
      return true;
    }
    System.out.print(question + " (y/n) ");
    System.out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
  }
}
