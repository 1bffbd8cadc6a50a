package io.mediarunner.core.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links in the storage that lead out of it. */
@Tag("security")
class RealFolderTest {
  private static final TaskId ID = new TaskId("lnk");
  @TempDir private Path folder;
  private Path storage;
  private Path outside;
  private Path own;
  private Map<String, String> before;

  @BeforeEach
  void prepare() throws IOException {
    storage = Files.createDirectory(folder.resolve("storage"));
    outside = Files.createDirectory(folder.resolve("outside"));
    own = storage.resolve(ID.value());
    for (String file :
        List.of(
            "manifest.json",
            ".manifest.json.tmp",
            "output/a.txt",
            "attempt-1/output/a.mp4",
            "attempt-1/work/b.mp4",
            "attempt-1/fetched/source/c.mp4",
            "source/c.mp4")) {
      Path path = outside.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "{\"attempt\":1,\"of\":\"others\"}");
    }
    before = contents();
  }

  @AfterEach
  void leavesTheOutsideAsItWas() throws IOException {
    assertThat(contents()).isEqualTo(before);
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(outside)) {
      for (Path path : walk.toList()) {
        contents.put(path.toString(), Files.isDirectory(path) ? "" : Files.readString(path));
      }
    }
    return contents;
  }

  private void succeeds() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(Files.createDirectories(workspace.fetchedDir()).resolve("in"), "x");
    Files.writeString(workspace.outputDir().resolve("result"), "x");
    publishes(workspace);
  }

  private void publishes(Workspace workspace) throws Exception {
    workspace.publish();
    workspace.discard();

    assertThat(workspace.published()).isTrue();
    assertThat(own).isDirectory();
    assertThat(Files.isSymbolicLink(own)).isFalse();
    assertThat(own.resolve("output/result")).hasContent("x");
    assertThat(own.resolve("attempt-1")).doesNotExist();
  }

  @Test
  void replacesALinkedFolder() throws Exception {
    Files.createSymbolicLink(own, outside);

    succeeds();
  }

  @Test
  void replacesADanglingLink() throws Exception {
    Files.createSymbolicLink(own, folder.resolve("nowhere"));

    succeeds();

    assertThat(folder.resolve("nowhere")).doesNotExist();
  }

  @Test
  void givesAFileInItsPlaceAnotherName() throws Exception {
    Files.writeString(own, "precious");

    succeeds();

    try (Stream<Path> entries = Files.list(storage)) {
      assertThat(entries.filter(entry -> !entry.equals(own)))
          .singleElement()
          .satisfies(aside -> assertThat(aside).hasContent("precious"))
          .asString()
          .contains(".displaced-lnk-");
    }
  }

  @Test
  void replacesLinksOfAnEarlierAttempt() throws Exception {
    Files.createDirectory(own);
    Files.createSymbolicLink(own.resolve("output"), outside.resolve("output"));
    Files.createSymbolicLink(own.resolve("manifest.json"), outside.resolve("manifest.json"));
    Files.createSymbolicLink(own.resolve("attempt-1"), outside.resolve("attempt-1"));

    succeeds();
  }

  @Test
  void replacesLinkedDownloads() throws Exception {
    Workspace interrupted = Workspace.create(storage, ID, 1);
    Files.createSymbolicLink(interrupted.fetchedDir(), outside);
    Files.createDirectory(interrupted.keptDir());
    Files.createSymbolicLink(interrupted.keptDir().resolve("encode"), outside);

    Workspace workspace = Workspace.create(storage, ID, 1);

    assertThat(workspace.fetchedDir()).doesNotExist();
    assertThat(workspace.keptDir()).isEmptyDirectory();
  }

  @Test
  void replacesLinksThatAppearBeforeItPublishes() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(workspace.outputDir().resolve("result"), "x");
    for (String name : List.of("output", "manifest.json", ".manifest.json.tmp")) {
      Files.createSymbolicLink(own.resolve(name), outside.resolve(name));
    }

    publishes(workspace);
  }

  @Test
  void touchesNothingBehindALinkWhenATaskFails() throws IOException {
    Files.createSymbolicLink(own, outside);
    Workspace workspace = Workspace.existing(storage, ID, 1);

    assertThat(workspace.published()).isFalse();
    workspace.unpublish();
    workspace.discardButLogs();
    workspace.discard();
    workspace.handDown(2);
  }

  @Test
  void unlinksTheLinkedResultsOfAFailedTask() throws IOException {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.createSymbolicLink(own.resolve("output"), outside.resolve("output"));
    Files.createSymbolicLink(own.resolve("manifest.json"), outside.resolve("manifest.json"));

    workspace.unpublish();
    workspace.discardButLogs();

    assertThat(storage).isEmptyDirectory();
  }

  @Test
  void makesNothingWhereTheStorageWas() throws IOException {
    Path gone = storage.resolve("attempt-1");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> RealFolder.createIn(gone, gone.resolve("kept/encode")));
    assertThat(gone).doesNotExist();

    Files.createDirectory(gone);
    assertThat(RealFolder.createIn(gone, gone.resolve("kept/encode"))).isDirectory();
    assertThat(RealFolder.createIn(gone, gone.resolve("kept/encode"))).isDirectory();
  }
}
