package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the docs point to is there: pages, headings, files, tests. */
class DocsTest {
  private static final Path HOME = PackagedRunner.HOME;
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)(?:\\s+\"[^\"]*\")?\\)|(?m)^\\[[^\\]]+\\]:\\s+(\\S+)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");

  /** Files that a text names without a link; not those that only a build makes. */
  private static final Pattern FILE =
      Pattern.compile("(?<![\\w/.-])((?:docs|conf|bin|runner-\\w+/src)/[\\w./-]*\\w)");

  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][a-z]\\w*(?:Test|IT|Verticle|Handler|Bench))\\b[^`]*`");

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (SourceText page : SourceText.docs()) {
      for (Matcher link = LINK.matcher(page.withoutExamples().text()); link.find(); links++) {
        String target = Optional.ofNullable(link.group(1)).orElseGet(() -> link.group(2));
        if (!target.matches("[a-z]+:.*") && !resolves(page, target)) {
          broken.add(page.at(link.start()) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(40);
  }

  private static boolean resolves(SourceText page, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path here = HOME.resolve(page.file());
    String path = URLDecoder.decode(parts[0].replace("+", "%2B"), StandardCharsets.UTF_8);
    Path file = path.isEmpty() ? here : here.resolveSibling(path).normalize();
    return file.startsWith(HOME)
        && Files.exists(file)
        && (parts.length == 1 || anchors(Files.readString(file)).contains(parts[1]));
  }

  /** As GitHub makes them: lower case, punctuation left out, blanks as hyphens, repeats counted. */
  private static Set<String> anchors(String markdown) {
    Set<String> anchors = new HashSet<>();
    String text = new SourceText(Path.of(""), markdown).withoutExamples().text();
    for (Matcher heading = HEADING.matcher(text); heading.find(); ) {
      String plain = heading.group(1).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1");
      String anchor =
          plain.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
      for (int i = 1; !anchors.add(i == 1 ? anchor : anchor + "-" + (i - 1)); ) {
        i++;
      }
    }
    return anchors;
  }

  @Test
  void filesThatAreNamedExist() throws IOException {
    List<String> missing = new ArrayList<>();
    for (SourceText page : SourceText.docs()) {
      for (Matcher name = FILE.matcher(page.text()); name.find(); ) {
        if (!Files.exists(HOME.resolve(name.group(1)))) {
          missing.add(page.at(name.start()) + ": " + name.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Decisions are kept as they were made, with the names of their time. */
  @Test
  void classesThatAreNamedExist() throws IOException {
    Set<String> classes =
        SourceText.java().stream().map(SourceText::name).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    for (SourceText page : SourceText.docs()) {
      if (page.file().startsWith("docs/decisions")) {
        continue;
      }
      for (Matcher name = CLASS.matcher(page.text()); name.find(); ) {
        if (!classes.contains(name.group(1))) {
          missing.add(page.at(name.start()) + ": " + name.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }
}
