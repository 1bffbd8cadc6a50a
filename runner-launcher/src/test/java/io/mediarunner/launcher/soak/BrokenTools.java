package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * ffmpeg and ffprobe vanish, cannot be executed, or are replaced by something that does nothing and
 * exits with 0. The first task notices it; it ends well once they are back, and meanwhile the
 * runner attracts no other.
 */
final class BrokenTools implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration NOTICED = Duration.ofSeconds(30);

  /** Programs that do not work are tried every ten seconds. */
  private static final Duration RECOVERED = Duration.ofSeconds(30);

  private static final Duration STAYS = Duration.ofSeconds(3);

  /** How a program is broken. */
  private interface Breakage {
    void apply(Path program) throws Exception;
  }

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding,studio)]", 1)) {
      Path tools = Files.createDirectory(rig.folder().resolve("tools"));
      for (String name : List.of("ffmpeg", "ffprobe")) {
        mend(tools.resolve(name));
      }
      rig.set("FFMPEG_PATH", tools.resolve("ffmpeg").toString());
      rig.set("FFPROBE_PATH", tools.resolve("ffprobe").toString());
      rig.runner().start();
      rig.awaitEnd(rig.send(rig.sources().tiny(), Set.of(), PATIENCE), PATIENCE);
      for (String name : List.of("ffmpeg", "ffprobe")) {
        Path program = tools.resolve(name);
        broken(rig, tally, program, "is removed", Files::delete);
        broken(
            rig,
            tally,
            program,
            "is not executable",
            file -> {
              replace(file, "#!/bin/sh\n");
              Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            });
        broken(rig, tally, program, "does nothing", file -> replace(file, "#!/bin/sh\nexit 0\n"));
      }
      new Audit(rig, tally).run(PATIENCE);
    }
  }

  private static void broken(Rig rig, Tally tally, Path program, String how, Breakage breakage)
      throws Exception {
    String what = program.getFileName() + " " + how;
    breakage.apply(program);
    tally.add(Count.FAULTS);
    Sent task = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
    if (!Rig.await(() -> reason(rig).equals("tools"), NOTICED)) {
      tally.wrong(Count.OTHER, what + ": " + rig.answer("/runner/ping"));
    }
    Rig.pause(STAYS);
    if (rig.ended(task)) {
      tally.wrong(Count.FALSE, what + ": the task ended");
    }
    if (rig.trySend(rig.sources().tiny(), rig.media().url() + "/tiny.mp4", Set.of()).isPresent()) {
      tally.wrong(Count.OTHER, what + ": another task was accepted");
    }
    mend(program);
    if (!rig.awaitEnd(task, RECOVERED)) {
      tally.wrong(Count.LOST, what + ": " + task.id());
    }
    Rig.await(() -> reason(rig).isEmpty(), RECOVERED);
  }

  private static String reason(Rig rig) throws Exception {
    return rig.answer("/runner/ping").getString("reason", "");
  }

  private static void replace(Path program, String text) throws Exception {
    Files.deleteIfExists(program);
    Files.writeString(program, text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void mend(Path program) throws Exception {
    Files.deleteIfExists(program);
    Files.createSymbolicLink(program, Path.of("/usr/bin").resolve(program.getFileName()));
  }
}
