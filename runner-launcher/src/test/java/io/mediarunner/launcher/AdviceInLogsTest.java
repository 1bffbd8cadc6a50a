package io.mediarunner.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.log.Masker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What masks secrets in logs leaves every sentence of our own as it is written. */
class AdviceInLogsTest {
  private static final Pattern TEXT =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\\\n])*+\"(?:\\s*\\+\\s*\"(?:\\\\.|[^\"\\\\\\n])*+\")*+");

  /** Several words of prose. */
  private static final Pattern SENTENCE = Pattern.compile("(?:[A-Za-z']{2,}[ ,:;.]+){3}[A-Za-z]");

  @Test
  void noSentenceOfOursIsTakenForASecret() throws IOException {
    Masker masker = new Masker(List.of());
    List<String> sentences = new ArrayList<>();
    for (SourceText source : SourceText.java()) {
      if (source.file().toString().contains("/src/main/")) {
        Matcher text = TEXT.matcher(source.text());
        while (text.find()) {
          String sentence = text.group().replaceAll("\"\\s*\\+\\s*\"", "").replace("\"", "");
          if (SENTENCE.matcher(sentence).find() && !sentence.contains("://")) {
            sentences.add(sentence);
          }
        }
      }
    }
    assertThat(sentences)
        .hasSizeGreaterThan(500)
        .allSatisfy(sentence -> assertThat(masker.mask(sentence)).isEqualTo(sentence));
  }
}
