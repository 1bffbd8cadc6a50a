package io.mediarunner.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {
  @Test
  void aShellReadsTheSameWords() throws Exception {
    List<String> words =
        List.of(
            "plain-1.mp4",
            "",
            "two words",
            "it's",
            "$HOME `id` \"x\"",
            "[0:v]scale=1:2;[a]*?",
            "~",
            "#a");
    Process shell =
        new ProcessBuilder("sh", "-c", "printf '%s|' " + ShellWords.quoted(words)).start();
    String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(read).isEqualTo(String.join("|", words) + "|");
    assertThat(ShellWords.read(ShellWords.quoted(words))).isEqualTo(words);
  }

  @Test
  void quotesOnlyWhatNeedsIt() {
    assertThat(ShellWords.quoted(List.of("ffmpeg", "-i", "a b.mp4", "-y")))
        .isEqualTo("ffmpeg -i 'a b.mp4' -y");
  }
}
