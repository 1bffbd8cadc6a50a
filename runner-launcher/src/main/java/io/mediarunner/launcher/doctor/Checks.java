package io.mediarunner.launcher.doctor;

import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.launcher.config.ConfigSources;
import io.mediarunner.launcher.doctor.check.Check;
import io.mediarunner.launcher.doctor.machine.FoldersCheck;
import io.mediarunner.launcher.doctor.machine.JavaCheck;
import io.mediarunner.launcher.doctor.machine.LocaleCheck;
import io.mediarunner.launcher.doctor.machine.OpenFilesCheck;
import io.mediarunner.launcher.doctor.machine.PermissionsCheck;
import io.mediarunner.launcher.doctor.machine.ResourcesCheck;
import io.mediarunner.launcher.doctor.machine.TemporaryCheck;
import io.mediarunner.launcher.doctor.network.AddressCheck;
import io.mediarunner.launcher.doctor.network.CertificatesCheck;
import io.mediarunner.launcher.doctor.network.ManagerCheck;
import io.mediarunner.launcher.doctor.network.PortsCheck;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** All checks of a runner with its settings. */
public final class Checks {
  private Checks() {}

  /** In the order in which a person would fix things. */
  public static List<Check> all(ConfigSources sources, Vertx vertx) {
    RunnerConfig config = UsableSettings.of(sources);
    boolean speech = config.taskTypes().contains(TaskType.TRANSCRIPTION);
    List<Check> all = new ArrayList<>();
    all.add(new SettingsCheck(sources));
    all.add(new VersionCheck());
    all.add(new JavaCheck());
    all.add(new LocaleCheck());
    all.add(new TemporaryCheck());
    all.add(new OpenFilesCheck(config.instances().size()));
    all.add(new PermissionsCheck(config, sources.file()));
    all.add(new FoldersCheck(config.storage(), config.transcription().model(), speech));
    all.add(new ResourcesCheck(config));
    all.add(Prefixed.all(new EncodingToolsCheck(config, false)));
    all.add(
        config.encoding().gpu()
            ? Prefixed.unlessOneWorks(new GraphicsCheck(config), GraphicsCheck.USABLE)
            : Prefixed.notAsked(GraphicsCheck.NAME, "ENCODING_TYPE=CPU"));
    all.add(
        speech
            ? Prefixed.all(new SpeechCheck(config))
            : Prefixed.notAsked(SpeechCheck.NAME, "no instance transcribes"));
    all.add(new CertificatesCheck(config, vertx));
    all.add(new ManagerCheck(config));
    all.add(new AddressCheck(config));
    all.add(new PortsCheck(config));
    return all;
  }
}
