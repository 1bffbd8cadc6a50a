package io.mediarunner.core.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldStorageTest {
  @TempDir private Path folder;
  private Path storage;
  private HeldStorage held;

  @BeforeEach
  void open() throws Exception {
    storage = Files.createDirectory(folder.resolve("storage"));
    held = new HeldStorage(Files.createFile(storage.resolve("runner.lock")));
    held.hold(Files.createFile(storage.resolve("runner.db")));
    held.hold(storage.resolve("runner.db-wal")); // there is none
  }

  @Test
  void isContentWithItsOwnStorageWhateverIsAddedToIt() throws Exception {
    Files.writeString(storage.resolve("runner.db"), "grows");
    Files.createFile(storage.resolve("runner.db-wal"));

    assertThat(held.problem()).isEmpty();
  }

  @Test
  void noticesThatItsStorageWasRenamedAndThatItIsBack() throws Exception {
    Files.move(storage, folder.resolve("elsewhere"));
    assertThat(held.problem()).get().asString().contains(storage.toString()).contains("is gone");

    Files.move(folder.resolve("elsewhere"), storage);
    assertThat(held.problem()).isEmpty();
  }

  @Test
  void isNotDeceivedByAnotherStorageInItsPlace() throws Exception {
    Files.move(storage, folder.resolve("elsewhere"));
    Files.createDirectory(storage);
    assertThat(held.problem()).isPresent();
    Files.createFile(storage.resolve("runner.lock"));
    Files.createFile(storage.resolve("runner.db"));

    assertThat(held.problem()).get().asString().contains("is another file than at the start");
  }

  @Test
  void noticesThatOnlyTheJournalIsGone() throws Exception {
    Files.delete(storage.resolve("runner.db"));

    assertThat(held.problem()).get().asString().contains("runner.db is gone");
  }
}
