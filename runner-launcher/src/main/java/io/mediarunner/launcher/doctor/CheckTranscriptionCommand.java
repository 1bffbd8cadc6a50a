package io.mediarunner.launcher.doctor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code check-transcription}: tests the speech engines again. */
@Command(
    name = "check-transcription",
    description = {
      "Have every speech engine transcribe a sentence.",
      "Exit code 0: all good; 2: something optional is missing; 3: no engine or no model."
    },
    mixinStandardHelpOptions = true)
public final class CheckTranscriptionCommand implements Callable<Integer> {
  @Mixin private ToolCheck check;

  @Override
  public Integer call() throws Exception {
    return check.run(SpeechCheck::new);
  }
}
