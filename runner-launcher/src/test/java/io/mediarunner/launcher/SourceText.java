package io.mediarunner.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of this project, or the part of it that a test looks at.
 *
 * @param file relative to the project's folder
 * @param text what is left out of it is blank, so that lines keep their numbers
 */
record SourceText(Path file, String text) {
  private static final Path HOME = PackagedRunner.HOME;

  /** Comments, text blocks, strings, characters: what comes first hides what begins within it. */
  private static final Pattern PROSE =
      Pattern.compile(
          "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\""
              + "|'(?:\\\\.|[^'\\\\\\n])+'");

  /** What begins a line of a comment: a phrase may run over the end of a line. */
  private static final Pattern MARGIN = Pattern.compile("(?m)^[ \\t]*(\\*(?!/)|//)");

  static SourceText read(Path file) throws IOException {
    return new SourceText(HOME.relativize(file), Files.readString(file));
  }

  /** All Java sources of the three modules, tests included. */
  static List<SourceText> java() throws IOException {
    List<SourceText> sources = new ArrayList<>();
    for (String module : List.of("runner-core", "runner-verticles", "runner-launcher")) {
      for (String kind : List.of("main", "test")) {
        sources.addAll(under(HOME.resolve(module).resolve("src").resolve(kind), ".java"));
      }
    }
    return sources;
  }

  /** README, CHANGELOG, CONTRIBUTING and all pages of docs. */
  static List<SourceText> docs() throws IOException {
    List<SourceText> pages = new ArrayList<>();
    for (String page : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md")) {
      pages.add(read(HOME.resolve(page)));
    }
    pages.addAll(under(HOME.resolve("docs"), ".md"));
    return pages;
  }

  private static List<SourceText> under(Path folder, String ending) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(file -> file.toString().endsWith(ending))
              .sorted(Comparator.naturalOrder())
              .toList();
    }
    List<SourceText> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(read(file));
    }
    return texts;
  }

  /** Of a Java source: the code without its comments and strings. */
  SourceText code() {
    return new SourceText(file, PROSE.matcher(text).replaceAll(match -> blank(match.group())));
  }

  /** Of a Java source: its comments and strings alone. */
  SourceText prose() {
    StringBuilder prose = new StringBuilder();
    int end = 0;
    for (Matcher match = PROSE.matcher(text); match.find(); end = match.end()) {
      prose.append(blank(text.substring(end, match.start())));
      prose.append(MARGIN.matcher(match.group()).replaceAll(margin -> blank(margin.group())));
    }
    return new SourceText(file, prose.append(blank(text.substring(end))).toString());
  }

  /** Of a page: what is no fenced example. */
  SourceText withoutExamples() {
    return new SourceText(
        file,
        Pattern.compile("(?ms)^```.*?^```")
            .matcher(text)
            .replaceAll(example -> blank(example.group())));
  }

  private static String blank(String part) {
    return part.replaceAll("[^\\n]", " ");
  }

  /** Where it is in the file, as editors take it: {@code docs/errors.md:12}. */
  String at(int index) {
    return file + ":" + (text.substring(0, index).lines().count() + (atLineStart(index) ? 1 : 0));
  }

  private boolean atLineStart(int index) {
    return index == 0 || text.charAt(index - 1) == '\n';
  }

  String name() {
    String full = file.getFileName().toString();
    return full.substring(0, full.lastIndexOf('.'));
  }
}
