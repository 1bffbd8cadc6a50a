package io.mediarunner.launcher.command;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.transcription.engine.SpeechEngines;
import io.mediarunner.core.transcription.speech.SpeechModel;
import io.mediarunner.launcher.app.SpeechTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return check.run(
        (config, processes) -> {
          FfmpegTools ffmpeg = StartCommand.locator(config, processes).find();
          SpeechTools speech = new SpeechTools(config, ffmpeg, processes);
          SpeechEngines.Choice choice = speech.engines().tryAll(speech.cache());
          List<ToolFinding> findings = new ArrayList<>();
          for (SpeechEngines.Finding finding : choice.findings()) {
            // One that works is enough: missing ones then cause no warning.
            boolean fine = finding.works() || choice.engine().isPresent();
            findings.add(
                ToolFinding.optional(
                    "engine:" + finding.kind().wireName(),
                    fine,
                    (finding.works() ? "works: " : "not used: ") + finding.detail()));
          }
          for (Map.Entry<String, String> trial :
              choice.gpu().trials().orElse(Map.of()).entrySet()) {
            boolean right = trial.getValue().isEmpty();
            findings.add(
                ToolFinding.optional(
                    "gpu:" + trial.getKey(),
                    right,
                    right ? "the same words as the CPU, and faster" : "off: " + trial.getValue()));
          }
          Optional<String> missing = speech.missing(choice);
          findings.add(
              ToolFinding.required(
                  "transcription", missing.isEmpty(), missing.orElse(choice.summary())));
          List<SpeechModel> models = speech.models().all();
          findings.add(
              ToolFinding.optional(
                  "models",
                  !models.isEmpty(),
                  models.isEmpty()
                      ? "none in " + speech.modelsDir() + "; run 'bin/runner models pull small'"
                      : models.stream().map(SpeechModel::wireName).toList().toString()));
          findings.add(
              ToolFinding.optional(
                  "voice-activity",
                  speech.voiceActivity().isPresent(),
                  speech
                      .voiceActivity()
                      .map(v -> v.model().getFileName().toString())
                      .orElse(
                          "not installed: music and noise count as speech; run 'bin/runner models pull"
                              + " silero-v6.2.0' and bin/install-whisper")));
          return findings;
        });
  }
}
