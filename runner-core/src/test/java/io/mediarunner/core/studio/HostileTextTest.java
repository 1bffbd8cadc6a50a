package io.mediarunner.core.studio;

import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.hostile.Mutations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client sends for a studio task. */
@Tag("security")
class HostileTextTest {
  @TempDir private Path folder;

  @Test
  void mediapackage() {
    Path file = folder.resolve("package.xml");
    Mutations.check(
        "Mediapackage",
        text -> {
          Files.writeString(file, Mutations.encodable(text));
          Mediapackage.read(file);
        },
        Set.of(TaskFailedException.class),
        StudioLab.mediapackage("pip", "http://h/a.mp4", "http://h/b.mp4", "http://h/c.smil"),
        StudioLab.mediapackage("", "", "../b.mp4", ""));
  }

  @Test
  void cuttingList() {
    Path file = folder.resolve("cuts.smil");
    Mutations.check(
        "SMIL",
        text -> {
          Files.writeString(file, Mutations.encodable(text));
          CuttingList.read(file).windows(3_600);
        },
        Set.of(TaskFailedException.class),
        StudioLab.smil("0s..12.5s", "20000ms..1min", "00:01:00..npt=80"),
        StudioLab.smil("..5s", "6s.."));
  }

  @Test
  void time() {
    Mutations.check(
        "time in SMIL",
        SmilTime::seconds,
        Set.of(IllegalArgumentException.class),
        "12.5s",
        "1h",
        "01:02:03.5",
        "npt=5",
        "100ms");
  }

  @Test
  void parameters() {
    Mutations.check(
        "studio parameters",
        text ->
            StudioParameters.problems(
                Map.of("presenter", text, "force_cpu", text, "crf", text, "preset", text)),
        Set.of(),
        "mid",
        "piph",
        "23",
        "true");
  }
}
