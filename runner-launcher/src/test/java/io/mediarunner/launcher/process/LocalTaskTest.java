package io.mediarunner.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.fetch.LocalFiles;
import io.mediarunner.core.task.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTaskTest {
  @TempDir private Path folder;

  @Test
  void theSameSourceAndParametersAreTheSameTask() throws Exception {
    Path file = Files.writeString(folder.resolve("a.mp4"), "a");
    String id = id(file, Map.of());

    assertThat(id(file, Map.of())).isEqualTo(id).startsWith("encoding-");
    assertThat(id(file, Map.of("cut", "{}"))).isNotEqualTo(id);
    Files.writeString(file, "another");
    assertThat(id(file, Map.of())).isNotEqualTo(id);
  }

  private static String id(Path file, Map<String, Object> parameters) throws IOException {
    Sources.Source source = Sources.of(List.of(file.toString())).get(0);
    return LocalTask.request(TaskType.ENCODING, source, parameters).taskId().value();
  }

  @Test
  void readsParameters() {
    assertThat(LocalTask.parameters(List.of("cut={\"a\":\"b=c\"}", "video_title=")))
        .containsExactly(Map.entry("cut", "{\"a\":\"b=c\"}"), Map.entry("video_title", ""));
    assertThatThrownBy(() -> LocalTask.parameters(List.of("=x")))
        .hasMessage("--param: expected NAME=VALUE, was =x");
  }

  @Test
  void namesResultsAfterTheirSources() throws Exception {
    for (String name : List.of("a.mp4", "a.mkv", ".hidden", "no extension")) {
      Files.writeString(folder.resolve(name), name);
    }
    Files.createDirectory(folder.resolve("deeper"));

    List<Sources.Source> found =
        Sources.of(
            List.of(folder.toString(), "https://m.example/v/talk.one.mp4?key=1/2", "HTTP://m"));

    assertThat(found)
        .extracting(Sources.Source::label)
        .containsExactly("a", "a-2", "no extension", "talk.one", "source");
    assertThat(found.get(3).local()).isEqualTo(LocalFiles.NONE);
    assertThatThrownBy(() -> Sources.of(List.of("no/such")))
        .isInstanceOf(IOException.class)
        .hasMessage("no/such: no such file or folder");
  }
}
