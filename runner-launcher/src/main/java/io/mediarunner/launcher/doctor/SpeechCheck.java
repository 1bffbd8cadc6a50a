package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.ffmpeg.ToolFinding;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.transcription.engine.SpeechEngines;
import io.mediarunner.core.transcription.speech.SpeechModel;
import io.mediarunner.launcher.app.SpeechTools;
import io.mediarunner.launcher.command.StartCommand;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.check.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether speech can be transcribed: has every engine transcribe a sentence. */
final class SpeechCheck implements Check {
  static final String NAME = "transcription";
  private final RunnerConfig given;

  SpeechCheck(RunnerConfig config) {
    this.given = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<CheckResult> run() throws Exception {
    return BoxedTools.run(given, this::findings, "see docs/transcription.md");
  }

  private List<ToolFinding> findings(RunnerConfig config, ProcessRunner processes)
      throws Exception {
    FfmpegTools ffmpeg = StartCommand.locator(config, processes).find();
    SpeechTools speech = new SpeechTools(config, ffmpeg, processes);
    SpeechEngines.Choice choice = speech.engines().tryAll(speech.cache());
    List<ToolFinding> findings = new ArrayList<>();
    // One that works is enough: missing ones then cause no warning.
    boolean fine = choice.findings().stream().anyMatch(SpeechEngines.Finding::works);
    for (SpeechEngines.Finding finding : choice.findings()) {
      findings.add(
          ToolFinding.optional(
              "engine:" + finding.kind().wireName(),
              fine,
              (finding.works() ? "works: " : "not used: ") + finding.detail()));
    }
    for (Map.Entry<String, String> trial : choice.gpu().trials().orElse(Map.of()).entrySet()) {
      boolean right = trial.getValue().isEmpty();
      findings.add(
          ToolFinding.optional(
              "gpu:" + trial.getKey(),
              right,
              right ? "the same words as the CPU, and faster" : "off: " + trial.getValue()));
    }
    Optional<String> missing = speech.missing(choice);
    findings.add(
        ToolFinding.required("transcription", missing.isEmpty(), missing.orElse(choice.summary())));
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
  }
}
