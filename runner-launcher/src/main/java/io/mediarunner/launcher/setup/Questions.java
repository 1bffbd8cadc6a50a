package io.mediarunner.launcher.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Asks a person, with an answer to each question that is taken when only Enter comes. */
final class Questions {
  private static final Set<String> YES = Set.of("y", "yes", "o", "oui");
  private final Optional<BufferedReader> in;
  private final PrintStream out;

  /**
   * @param in empty: nobody is asked, and each default is taken
   */
  Questions(Optional<BufferedReader> in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  /**
   * Asks until the answer is good.
   *
   * @param problem why an answer is not good; empty if it is
   * @throws IOException if the input ends, or nobody is asked and the default is not good
   */
  String ask(String question, String usual, Function<String, Optional<String>> problem)
      throws IOException {
    while (true) {
      String answer = usual;
      if (in.isPresent()) {
        out.print(question + (usual.isEmpty() ? ": " : " [" + usual + "]: "));
        out.flush();
        String line = in.get().readLine();
        if (line == null) {
          throw new IOException("the answers ended; nothing was written (--yes asks nothing)");
        }
        answer = line.isBlank() ? usual : line.strip();
      }
      Optional<String> wrong = problem.apply(answer);
      if (wrong.isEmpty()) {
        return answer;
      }
      if (in.isEmpty()) {
        throw new IOException(wrong.get());
      }
      out.println("  " + wrong.get());
    }
  }

  /** No, if nobody is asked. */
  boolean confirm(String question) throws IOException {
    return in.isPresent()
        && YES.contains(
            ask(question + " (y/n)", "n", a -> Optional.empty()).toLowerCase(Locale.ROOT));
  }
}
