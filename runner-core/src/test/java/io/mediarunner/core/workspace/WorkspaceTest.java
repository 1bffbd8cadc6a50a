package io.mediarunner.core.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  private static final TaskId ID = new TaskId("task-1");
  @TempDir private Path storage;

  @Test
  void showsNothingBeforeItIsPublished() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(workspace.outputDir().resolve("a.txt"), "a");
    ResultFiles results = new ResultFiles(storage);

    assertThat(results.file(ID, "a.txt")).isEmpty();
    assertThat(results.manifest(ID)).isEmpty();
    assertThat(workspace.published()).isFalse();

    workspace.publish();

    assertThat(results.file(ID, "a.txt")).isPresent();
    assertThat(results.manifest(ID)).isPresent();
    assertThat(workspace.published()).isTrue();
  }

  @Test
  void listsFilesSortedWithSizeAndChecksum() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 3);
    Files.createDirectories(workspace.outputDir().resolve("sub"));
    Files.writeString(workspace.outputDir().resolve("sub/é (1).txt"), "");
    Files.writeString(workspace.outputDir().resolve("b.txt"), "hello");
    Files.writeString(workspace.outputDir().resolve("a.txt"), "hello");

    workspace.publish();

    Path manifest = storage.resolve("task-1/manifest.json");
    JsonNode json = new ObjectMapper().readTree(manifest.toFile());
    assertThat(json.path("task_id").asText()).isEqualTo("task-1");
    assertThat(json.path("attempt").asInt()).isEqualTo(3);
    assertThat(json.path("files"))
        .map(JsonNode::asText)
        .containsExactly("a.txt", "b.txt", "sub/é (1).txt");
    assertThat(json.path("entries").path(0).path("size").asInt()).isEqualTo(5);
    assertThat(json.path("entries").path(0).path("sha256").asText())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(Files.readString(manifest)).contains("é (1)").endsWith("}\n");
  }

  @Test
  void startsEmptyWhenATaskComesAgain() throws Exception {
    Workspace first = Workspace.create(storage, ID, 1);
    Files.writeString(first.outputDir().resolve("old.txt"), "old");
    first.publish();

    Workspace second = Workspace.create(storage, ID, 2);

    assertThat(new ResultFiles(storage).manifest(ID)).isEmpty();
    assertThat(new ResultFiles(storage).file(ID, "old.txt")).isEmpty();
    assertThat(second.published()).isFalse();
  }

  @Test
  void keepsOnlyLogsOfAFailure() throws IOException {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(workspace.attemptDir().resolve("source.mp4"), "x");
    Files.writeString(workspace.outputDir().resolve("360p.mp4"), "x");
    Files.writeString(workspace.outputDir().resolve("encoding.log"), "x");
    Path said = workspace.workDir().resolve("encode.log");
    Files.write(said, "title: Caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    workspace.discardButLogs();

    assertThat(Files.readString(said)).as("strictly UTF-8").isEqualTo("title: Caf\ufffd");
    assertThat(workspace.outputDir().resolve("encoding.log")).exists();
    assertThat(workspace.outputDir().resolve("360p.mp4")).doesNotExist();
    assertThat(workspace.attemptDir().resolve("source.mp4")).doesNotExist();
  }

  @Test
  void leavesNoFolderOfAFailureWithoutALog() throws IOException {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.writeString(workspace.outputDir().resolve("360p.mp4"), "x");

    workspace.discardButLogs();

    assertThat(storage).isEmptyDirectory();
  }

  @Test
  void neverFollowsALinkWhenItDeletes() throws IOException {
    Path outside = Files.createDirectories(storage.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "x");
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.createSymbolicLink(workspace.outputDir().resolve("link"), outside);

    Workspace.deleteTree(storage.resolve("task-1"));

    assertThat(storage.resolve("task-1")).doesNotExist();
    assertThat(outside.resolve("precious")).exists();
  }

  @Test
  void deletesWhatSomebodyElseIsDeletingToo() throws Exception {
    Path folder = storage.resolve("many");
    for (int i = 0; i < 200; i++) {
      Files.createDirectories(folder.resolve("d" + i % 20));
      Files.createFile(folder.resolve("d" + i % 20 + "/f" + i));
    }
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> delete(folder));

    delete(folder);

    other.get(10, TimeUnit.SECONDS);
    assertThat(folder).doesNotExist();
  }

  private static void delete(Path folder) {
    try {
      Workspace.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void findsNoFileOutsideTheOutputFolder() throws Exception {
    Workspace workspace = Workspace.create(storage, ID, 1);
    Files.createDirectories(workspace.outputDir().resolve("sub"));
    Files.writeString(workspace.outputDir().resolve("sub/n.txt"), "n");
    Files.createSymbolicLink(workspace.outputDir().resolve("out"), Path.of("/etc/hostname"));
    workspace.publish();
    ResultFiles results = new ResultFiles(storage);

    assertThat(results.file(ID, "sub/n.txt")).isPresent();
    assertThat(results.file(ID, "sub\\n.txt")).isPresent();
    for (String path :
        new String[] {
          "",
          ".",
          "..",
          "sub",
          "../manifest.json",
          "..\\manifest.json",
          "sub/../sub/n.txt",
          "/etc/hostname",
          "out",
          "sub//n.txt",
          "a\0b"
        }) {
      assertThat(results.file(ID, path)).as(path).isEmpty();
    }
  }
}
