package io.mediarunner.launcher.doctor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.task.TaskType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceNeedsTest {
  private static final List<TaskType> VIDEO = List.of(TaskType.ENCODING, TaskType.STUDIO);
  private static final List<TaskType> SPEECH = List.of(TaskType.TRANSCRIPTION);

  @Test
  void addsUpWhatInstancesNeed() {
    assertThat(ResourceNeeds.of(List.of(VIDEO, SPEECH))).isEqualTo(new ResourceNeeds(12, 12, 9));
    assertThat(ResourceNeeds.of(List.of(List.of(TaskType.values()))))
        .as("the larger of both")
        .isEqualTo(new ResourceNeeds(8, 10, 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2; 4; true; encoding,studio",
        "8; 16; true; [1x(encoding,studio,transcription)]",
        "16; 16; true; [1x(encoding,studio,transcription),1x(encoding,studio)]",
        "32; 64; true; [4x(encoding,studio,transcription)]",
        "32; 64; false; [4x(encoding,studio)]"
      })
  void recommendsTheMostInstancesThatFit(int cores, int memory, boolean speech, String types) {
    assertThat(ResourceNeeds.recommended(new ResourceNeeds(cores, memory, 0), speech))
        .isEqualTo(types);
  }
}
