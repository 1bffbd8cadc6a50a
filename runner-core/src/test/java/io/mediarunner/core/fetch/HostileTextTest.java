package io.mediarunner.core.fetch;

import io.mediarunner.core.hostile.Mutations;
import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.WebUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers and clients say about a download. */
@Tag("security")
class HostileTextTest {
  @TempDir private Path folder;

  @Test
  void contentRange() {
    Mutations.check(
        "Content-Range",
        ContentRange::parse,
        Set.of(),
        "bytes 0-9/10",
        "bytes */10",
        "bytes 5-9/*");
  }

  @Test
  void webAddress() {
    WebUrl base = base();
    Mutations.check(
        "web address",
        text -> base.resolve(text),
        Set.of(InvalidUrlException.class),
        "http://user:pass@media.example:8080/a%20b/c.mp4?x=1&y=[2]#f",
        "https://[2001:db8::1]/ä/../b",
        "//0x7f.1/x",
        "../x?y");
  }

  private static WebUrl base() {
    try {
      return WebUrl.parse("http://media.example/a/b");
    } catch (InvalidUrlException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void resumeInfo() {
    String note =
        "{\"url\":\"http://h/x\",\"validator\":\"\\\"e\\\"\",\"etag\":\"\\\"e\\\"\",\"total\":100,"
            + "\"name\":\"part\",\"headers\":{}}";
    Mutations.check(
        "note about a partial download",
        text -> {
          Files.writeString(folder.resolve("part.json"), Mutations.encodable(text));
          ResumeInfo.read(folder, "http://h/x");
        },
        Set.of(),
        note);
  }
}
