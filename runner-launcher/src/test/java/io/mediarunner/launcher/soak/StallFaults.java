package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Stops ffmpeg (SIGSTOP) in the middle of an encode. It must be detected in time; and because a
 * stopped process ignores SIGTERM too, it must be killed when its grace time is over.
 */
final class StallFaults {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration NOTICED = LIMIT.plusSeconds(2);

  /** Grace of an encode between SIGTERM and SIGKILL, and a moment. */
  private static final Duration GONE = Duration.ofSeconds(10 + 2);

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Bit of SIGTERM (15) in the masks of proc(5). */
  private static final long TERM = 1L << (15 - 1);

  private final Path home;
  private final Tally tally;

  StallFaults(Path home, Tally tally) {
    this.home = home;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      rig.set("TOOL_STALL_SECONDS", "" + LIMIT.toSeconds());
      rig.set("ENCODING_PRESET", "slower");
      Source source = rig.sources().small();
      rig.runner().start();
      Sent task = rig.send(source, Set.of(FailureCode.STALLED), PATIENCE);
      ProcessScan.Found encoder = encoder(rig);
      rig.programs().run(List.of("kill", "-STOP", "" + encoder.pid()));
      tally.add(Count.FAULTS);
      long stopped = System.nanoTime();

      boolean noticed = Rig.await(() -> asked(encoder) || encoder.ended(), NOTICED.plusSeconds(8));
      double afterSeconds = (System.nanoTime() - stopped) / 1e9;
      if (!noticed || afterSeconds > NOTICED.toSeconds()) {
        tally.wrong(
            Count.OTHER,
            String.format(
                Locale.ROOT,
                "a stopped ffmpeg was %s after %.1f s; the limit is %d s",
                noticed ? "detected" : "not detected",
                afterSeconds,
                LIMIT.toSeconds()));
      }
      tally.note(
          String.format(
              Locale.ROOT,
              "ffmpeg stopped: detected after %.1f s (limit %d s)",
              afterSeconds,
              LIMIT.toSeconds()));
      long asked = System.nanoTime();
      if (Rig.await(encoder::ended, GONE)) {
        tally.note(
            String.format(
                Locale.ROOT,
                "it ignores SIGTERM: killed %.1f s later",
                (System.nanoTime() - asked) / 1e9));
      } else {
        tally.wrong(Count.OTHER, "a program that ignores SIGTERM is still running");
      }
      rig.awaitEnd(task, PATIENCE);
      // The slot is free again, and the next task is none the worse for it.
      rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
      new Audit(rig, tally).run(PATIENCE);
    }
  }

  private static boolean asked(ProcessScan.Found process) {
    return process
        .status("ShdPnd")
        .filter(mask -> (Long.parseUnsignedLong(mask, 16) & TERM) != 0)
        .isPresent();
  }

  /** The encoding ffmpeg, once it has made some progress. */
  private static ProcessScan.Found encoder(Rig rig) throws Exception {
    if (!Rig.await(() -> find(rig).isPresent(), PATIENCE)) {
      rig.requireLife();
      throw new IOException("no encode started");
    }
    return find(rig).orElseThrow();
  }

  static Optional<ProcessScan.Found> find(Rig rig) throws Exception {
    return ProcessScan.naming(rig.storage()).stream()
        .filter(process -> process.runs("ffmpeg") && process.commandLine().contains("-progress"))
        .filter(process -> process.status("VmRSS").isPresent())
        .findFirst();
  }
}
