package io.mediarunner.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
  @TempDir private Path folder;

  @Test
  void isWhatTheInnermostMessageSays() {
    assertThat(Explanation.of(new IllegalStateException((String) null, new IOException("why"))))
        .isEqualTo("why");
    assertThat(Explanation.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  /** Their own message is often nothing but the name. */
  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("f"));
    assertThat(refusal(() -> Files.newInputStream(folder.resolve("x"))))
        .isEqualTo(folder.resolve("x") + ": no such file or folder");
    assertThat(refusal(() -> Files.createDirectory(file)))
        .isEqualTo(file + ": something of this name is there already");
    assertThat(refusal(() -> Files.createFile(file.resolve("under"))))
        .isEqualTo(file.resolve("under") + ": Not a directory");
    assertThat(refusal(() -> Files.delete(folder))).isEqualTo(folder + ": the folder is not empty");
    assertThat(Explanation.of(new NotDirectoryException("/f"))).isEqualTo("/f: is no folder");
    assertThat(Explanation.of(new AccessDeniedException("/f")))
        .isEqualTo("/f: permission denied for " + System.getProperty("user.name"));
    assertThat(Explanation.of(new FileSystemException("/f", null, "No space left on device")))
        .isEqualTo("/f: No space left on device");
  }

  private interface Work {
    void run() throws IOException;
  }

  private static String refusal(Work work) {
    try {
      work.run();
      return "";
    } catch (IOException e) {
      return Explanation.of(e);
    }
  }
}
