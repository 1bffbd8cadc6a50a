package io.mediarunner.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void isWhatATaskFailedWith() {
    TaskFailedException cancelled = new TaskFailedException(Failure.CANCELLED);

    assertThat(Failure.of(cancelled)).isSameAs(Failure.CANCELLED);
  }

  @Test
  void knowsAFullDiskHoweverItIsWrapped() {
    Throwable file = new UncheckedIOException(new IOException("No space left on device"));
    Throwable journal =
        new IllegalStateException(
            "journal: (no detail)",
            new SQLException("[SQLITE_FULL] Insertion failed because database is full"));

    assertThat(Failure.of(file).code()).isEqualTo(FailureCode.DISK_FULL);
    assertThat(Failure.of(journal).code()).isEqualTo(FailureCode.DISK_FULL);
  }

  @Test
  void knowsThatTheMachineLacksOpenFilesProcessesOrMemory() {
    assertThat(
            List.of(
                new IOException("/srv/a: Too many open files"),
                new UncheckedIOException(new IOException("Too many open files in system")),
                new IOException("Cannot run program \"setsid\": error=24, Too many open files"),
                new IOException("Cannot run program \"setsid\": error=11, Resource unavailable"),
                new IOException("Cannot run program \"setsid\": error=12, Cannot allocate")))
        .allMatch(cause -> Failure.of(cause).code() == FailureCode.RESOURCES_SHORT);
    assertThat(
            Failure.ofMachine(new IOException("Cannot run program \"x\": error=2, No such file")))
        .isEmpty();
  }

  @Test
  void isInternalWhereNobodyPlannedForIt() {
    assertThat(Failure.of(new NullPointerException()).code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(Failure.of(new IOException("/srv/secret")).message()).doesNotContain("secret");
  }
}
