package io.mediarunner.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.WebUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalFilesTest {
  @TempDir private Path root;
  private Path folder;
  private LocalFiles files;

  @BeforeEach
  void prepare() throws Exception {
    folder = Files.createDirectory(root.resolve("folder")).toRealPath();
    files = new LocalFiles(Optional.of(folder));
    Files.writeString(root.resolve("outside"), "secret");
    Files.createSymbolicLink(folder.resolve("link"), root.resolve("outside"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp4", "a b+c.mp4", "100%.mp4", "été?#.mp4", "日本.mkv", "a\\b"})
  void findsAFileByItsAddress(String name) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "x");

    WebUrl address = WebUrl.parse(LocalFiles.address(file));

    assertThat(files.file(address)).contains(file);
    assertThat(LocalFiles.NONE.file(address)).isEmpty();
  }

  @Test
  void findsTheFilesBesideIt() throws Exception {
    Path deeper = Files.createDirectory(folder.resolve("deeper"));
    Path file = Files.writeString(deeper.resolve("b.mp4"), "x");
    WebUrl package1 = WebUrl.parse(LocalFiles.address(folder.resolve("mediapackage.xml")));

    assertThat(files.file(package1.resolve("deeper/b.mp4"))).contains(file);
    assertThat(files.file(package1.resolve("http://elsewhere.example/deeper/b.mp4"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none.mp4",
        "..%2Foutside",
        "%2Fetc%2Fpasswd",
        "link",
        "",
        ".",
        "a%00b",
        "%2e%2e/outside"
      })
  void findsNothingElse(String reference) throws Exception {
    WebUrl address = WebUrl.parse("http://folder.invalid/" + reference);

    assertThatThrownBy(() -> files.file(address))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("There is no file");
  }

  @Test
  void saysThatADeviceIsNoFile() throws Exception {
    LocalFiles devices = new LocalFiles(Optional.of(Path.of("/dev")));
    WebUrl address = WebUrl.parse(LocalFiles.address(Path.of("/dev/zero")));

    assertThatThrownBy(() -> devices.file(address))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("zero is no regular file");
  }

  @Test
  void saysThatANameIsNotUtf8() throws Exception {
    WebUrl address = WebUrl.parse(LocalFiles.address(Path.of("caf\uFFFD.mp4")));

    assertThatThrownBy(() -> files.file(address))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("caf\uFFFD.mp4 is not valid UTF-8");
  }
}
