package io.mediarunner.core.encoding.run;

import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What lay in some folders at a moment, so that whatever comes later can be removed again. */
final class FolderContents {
  private final List<Path> folders;
  private final Set<Path> before;

  private FolderContents(List<Path> folders) throws IOException {
    this.folders = folders;
    this.before = new HashSet<>(entries(folders));
  }

  /** Their contents now; what lies deeper counts with the folder that it is in. */
  static FolderContents of(Path... folders) throws IOException {
    return new FolderContents(List.of(folders));
  }

  /** Removes all that has been added since. */
  void restore() throws IOException {
    for (Path entry : entries(folders)) {
      if (!before.contains(entry)) {
        Workspace.deleteTree(entry);
        Files.deleteIfExists(entry);
      }
    }
  }

  private static List<Path> entries(List<Path> folders) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries.forEach(all::add);
      }
    }
    return all;
  }
}
