package io.mediarunner.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCacheTest {
  record Kept(String key, int count) {
    Kept {
      Objects.requireNonNull(key, "key");
    }
  }

  @TempDir private Path folder;

  @Test
  void keepsWhatWasWrittenLast() {
    JsonCache cache = new JsonCache(folder.resolve("new/cache.json"));
    assertThat(cache.read(Kept.class)).isEmpty();

    cache.write(new Kept("a", 1));
    cache.write(new Kept("b", 2));

    assertThat(cache.read(Kept.class)).contains(new Kept("b", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{",
        "[]",
        "7",
        "{}",
        "{\"key\":null,\"count\":1}",
        "{\"key\":\"a\",\"count\":\"many\"}",
        "{\"key\":\"a\",\"count\":1,\"more\":1}",
        "{\"key\":\"a\",\"count\":1} {}",
        "\u0000\u0001"
      })
  void passesOverWhatIsNotOfThisForm(String text) throws Exception {
    JsonCache cache = new JsonCache(Files.writeString(folder.resolve("cache.json"), text));

    assertThat(cache.read(Kept.class)).isEmpty();
    cache.write(new Kept("a", 1));
    assertThat(cache.read(Kept.class)).contains(new Kept("a", 1));
  }

  @Test
  void worksOnWhereNothingCanBeReadOrWritten() throws Exception {
    JsonCache cache = new JsonCache(Files.createDirectories(folder.resolve("cache.json")));
    JsonCache below = new JsonCache(Files.createFile(folder.resolve("file")).resolve("cache.json"));

    cache.write(new Kept("a", 1));
    below.write(new Kept("a", 1));

    assertThat(cache.read(Kept.class)).isEmpty();
    assertThat(below.read(Kept.class)).isEmpty();
  }
}
