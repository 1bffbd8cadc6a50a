package io.mediarunner.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
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
  void isInternalWhereNobodyPlannedForIt() {
    assertThat(Failure.of(new NullPointerException()).code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(Failure.of(new IOException("/srv/secret")).message()).doesNotContain("secret");
  }
}
