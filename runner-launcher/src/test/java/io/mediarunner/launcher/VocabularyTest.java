package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * One word for one thing: names that were given up do not come back, and neither do phrases that
 * read as translated. The names are those of the table "Words" in CONTRIBUTING.md.
 */
class VocabularyTest {
  private static final Path CONTRIBUTING = Path.of("CONTRIBUTING.md");
  private static final Path DECISIONS = Path.of("docs/decisions");

  /** A row of the table: the old word, then the new one. */
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\|");

  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w+)(?:\\.\\w+)?`");

  /** In code, beside the types of the table. */
  private static final Map<String, String> METHODS =
      Map.of("\\bhear\\s*\\(", "transcribe(", "\\bhasSound\\b", "hasAudio");

  /** In comments and strings. */
  private static final Map<String, String> PHRASES =
      Map.of(
          "picture track", "video stream",
          "sound track", "audio track",
          "index in front", "faststart",
          "gone on with", "continued, resumed or adopted",
          "begins anew", "restarts or starts over",
          "is ended", "ends, stops or is terminated");

  /** In the docs, beside those. */
  private static final Map<String, String> PHRASES_OF_DOCS =
      Map.of(
          "are ended", "end, stop or are terminated",
          "was ended", "ended, stopped or was terminated",
          "were ended", "ended, stopped or were terminated",
          "begin anew", "restart or start over",
          "given up", "abandoned, parked or no longer retried",
          "told again", "redelivered");

  @Test
  void codeUsesTheNewNames() throws IOException {
    Map<String, String> names = new TreeMap<>(METHODS);
    for (Matcher row = words(); row.find(); ) {
      Matcher old = TYPE.matcher(row.group(1));
      if (old.matches()) { // with a word beside it, the name alone may mean something else
        names.put("\\b" + old.group(1) + "\\b", row.group(2));
      }
    }
    assertThat(names).hasSizeGreaterThan(15);
    assertThat(SourceText.java().stream().flatMap(source -> hits(source.code(), names).stream()))
        .isEmpty();
  }

  @Test
  void commentsAndStringsUseThePhrasesOfTheField() throws IOException {
    assertThat(
            SourceText.java().stream()
                .filter(source -> !source.name().equals(getClass().getSimpleName()))
                .flatMap(source -> hits(source.prose(), phrases(PHRASES)).stream()))
        .isEmpty();
  }

  @Test
  void docsReadAsWrittenInEnglish() throws IOException {
    Map<String, String> all = phrases(PHRASES);
    all.putAll(phrases(PHRASES_OF_DOCS));
    assertThat(
            SourceText.docs().stream()
                .filter(page -> !page.file().equals(CONTRIBUTING))
                .filter(page -> !page.file().startsWith(DECISIONS))
                .flatMap(page -> hits(page, all).stream()))
        .isEmpty();
  }

  /** The table is no wish: each type that it names is there. */
  @Test
  void typesOfTheTableExist() throws IOException {
    List<String> types =
        SourceText.java().stream().map(SourceText::name).collect(Collectors.toList());
    for (Matcher row = words(); row.find(); ) {
      Matcher current = TYPE.matcher(row.group(2));
      if (current.find()) {
        assertThat(types).contains(current.group(1));
      }
    }
  }

  private static Matcher words() throws IOException {
    String text = SourceText.read(PackagedRunner.HOME.resolve(CONTRIBUTING)).text();
    int start = text.indexOf("\n## Words\n");
    assertThat(start).as("section Words").isPositive();
    return ROW.matcher(text.substring(start));
  }

  /** A blank in a phrase may be a line end; a phrase may begin a sentence. */
  private static Map<String, String> phrases(Map<String, String> phrases) {
    Map<String, String> patterns = new TreeMap<>();
    phrases.forEach(
        (phrase, instead) ->
            patterns.put("(?i)\\b" + phrase.replace(" ", "\\s+") + "s?\\b", instead));
    return patterns;
  }

  private static List<String> hits(SourceText source, Map<String, String> patterns) {
    List<String> hits = new ArrayList<>();
    patterns.forEach(
        (pattern, instead) -> {
          for (Matcher match = Pattern.compile(pattern).matcher(source.text()); match.find(); ) {
            String found = match.group().replaceAll("\\s+", " ");
            hits.add(source.at(match.start()) + ": '" + found + "', write " + instead.strip());
          }
        });
    return hits;
  }
}
