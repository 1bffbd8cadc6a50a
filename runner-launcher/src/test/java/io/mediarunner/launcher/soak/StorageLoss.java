package io.mediarunner.launcher.soak;

import io.mediarunner.launcher.soak.Tally.Count;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The storage is unmounted, renamed, replaced by an empty folder and made read-only, each while the
 * runner is idle and in the middle of an encode. Meanwhile the runner takes no task and says why;
 * afterwards it goes on, and no result is missing.
 */
final class StorageLoss implements GroundFault {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The runner looks every two seconds. */
  private static final Duration NOTICED = Duration.ofSeconds(6);

  private static final Duration ABSENT = Duration.ofSeconds(5);

  /** With a stopped encoder and everything else. */
  private static final Duration ORDERLY_END = Duration.ofSeconds(15);

  private static final int MEGABYTES = 256;

  /** Takes the storage away, or gives it back. */
  private interface Step {
    void run() throws Exception;
  }

  @Override
  public void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      Path mounted = rig.storage();
      try (SmallDisk disk =
          new SmallDisk(rig.programs(), rig.folder().resolve("disk"), MEGABYTES)) {
        Files.createDirectories(mounted);
        Step bind = () -> mount(rig, List.of("--bind", disk.root() + "", mounted + ""));
        Step unbind = () -> rig.programs().run(List.of("umount", "-l", mounted.toString()));
        bind.run();
        try {
          rig.runner().start();
          lose(rig, tally, "unmounted", unbind, bind);
          lose(
              rig,
              tally,
              "read-only",
              () -> {
                bind.run();
                mount(rig, List.of("-o", "remount,bind,ro", mounted + ""));
              },
              unbind);
          new Audit(rig, tally).run(PATIENCE);
        } finally {
          rig.runner().kill();
          unbind.run();
        }
      }
      Files.delete(mounted);
    }
    endReadOnly(home, tally);
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      Path aside = rig.folder().resolve("aside");
      rig.runner().start();
      lose(
          rig,
          tally,
          "renamed",
          () -> Files.move(rig.storage(), aside),
          () -> Files.move(aside, rig.storage()));
      lose(
          rig,
          tally,
          "replaced by an empty folder",
          () -> {
            Files.move(rig.storage(), aside);
            Files.createDirectory(rig.storage());
          },
          () -> {
            Files.delete(rig.storage()); // empty still, or this fails
            Files.move(aside, rig.storage());
          });
      new Audit(rig, tally).run(PATIENCE);
    }
  }

  /** While idle, then in the middle of an encode. */
  private void lose(Rig rig, Tally tally, String how, Step away, Step back) throws Exception {
    Sent before = rig.send(rig.sources().tiny(), Set.of(), PATIENCE);
    rig.awaitEnd(before, PATIENCE);
    lost(rig, tally, how + " while idle", away, back);
    Sent during = rig.send(rig.sources().small(), Set.of(), PATIENCE);
    Rig.await(() -> StallFaults.find(rig).isPresent(), PATIENCE);
    lost(rig, tally, how + " during an encode", away, back);
    if (!rig.awaitEnd(during, PATIENCE)) {
      tally.wrong(Count.LOST, how + ": " + during.id());
    }
  }

  private void lost(Rig rig, Tally tally, String how, Step away, Step back) throws Exception {
    int told = rig.manager().completions().size();
    away.run();
    tally.add(Count.FAULTS);
    if (!Rig.await(() -> reason(rig).equals("storage") && unhealthy(rig), NOTICED)) {
      tally.wrong(Count.OTHER, how + ": ping and health do not say so: " + ping(rig));
    }
    if (rig.trySend(rig.sources().tiny(), rig.media().url() + "/tiny.mp4", Set.of()).isPresent()) {
      tally.wrong(Count.FALSE, how + ": a task was accepted");
    }
    Rig.pause(ABSENT);
    if (rig.manager().completions().size() != told) {
      tally.wrong(Count.FALSE, how + ": an end was told");
    }
    back.run();
    if (!Rig.await(() -> !reason(rig).equals("storage"), NOTICED)) {
      tally.wrong(Count.OTHER, how + ": it does not recover: " + ping(rig));
    }
  }

  /**
   * The kernel makes a file system read-only after an error on its disk: an orderly end although
   * nothing can be written; the task goes on at the next start.
   */
  private static void endReadOnly(Path home, Tally tally) throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      Path image = rig.folder().resolve("disk.img");
      rig.programs().run(List.of("truncate", "-s", MEGABYTES + "M", image.toString()));
      rig.programs().run(List.of("mkfs.ext4", "-q", "-F", image.toString()));
      Files.createDirectories(rig.storage());
      List<String> insert = List.of("-o", "loop", image.toString(), rig.storage().toString());
      try {
        mount(rig, insert);
      } catch (IOException e) {
        tally.note("SAID, NOT TRIED: an ext4 in error needs a loop device: " + e.getMessage());
        return;
      }
      try {
        rig.runner().start();
        Sent task = rig.send(rig.sources().small(), Set.of(), PATIENCE);
        Rig.await(() -> StallFaults.find(rig).isPresent(), PATIENCE);
        mount(rig, List.of("-o", "remount,abort", rig.storage().toString()));
        tally.add(Count.FAULTS);
        if (!Rig.await(() -> reason(rig).equals("storage") && unhealthy(rig), NOTICED)) {
          tally.wrong(Count.OTHER, "read-only ext4: ping and health do not say so: " + ping(rig));
        }
        Rig.pause(ABSENT);
        orderlyEnd(rig, tally);
        rig.programs().run(List.of("umount", rig.storage().toString()));
        mount(rig, insert);
        rig.runner().start();
        tally.add(Count.RESTARTS);
        if (!rig.awaitEnd(task, PATIENCE)) {
          tally.wrong(Count.LOST, "ended read-only: " + task.id());
        }
        new Audit(rig, tally).run(PATIENCE);
      } finally {
        rig.runner().kill();
        rig.programs().run(List.of("umount", "-l", rig.storage().toString()));
      }
    }
  }

  private static void orderlyEnd(Rig rig, Tally tally) throws Exception {
    String said = rig.runner().toolLog();
    long lines = said.lines().filter(StorageLoss::complains).count();
    if (lines > 6) {
      tally.wrong(Count.OTHER, "read-only: " + lines + " log lines\n" + said);
    }
    long begin = System.nanoTime();
    rig.programs().run(List.of("kill", "-TERM", "" + rig.runner().pid()));
    int code = rig.runner().exitCode(ORDERLY_END);
    tally.note(
        "read-only: "
            + lines
            + " warnings; SIGTERM took "
            + (System.nanoTime() - begin) / 1_000_000
            + " ms");
    if (code != 0) {
      tally.wrong(Count.OTHER, "read-only: exit code " + code + "\n" + rig.runner().toolLog());
    }
  }

  private static boolean complains(String line) {
    return line.contains(" WARN ") || line.contains(" ERROR ");
  }

  private static void mount(Rig rig, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(arguments);
    rig.programs().run(command);
  }

  private static String reason(Rig rig) throws Exception {
    return ping(rig).getString("reason", "");
  }

  private static JsonObject ping(Rig rig) throws Exception {
    return rig.answer("/runner/ping");
  }

  private static boolean unhealthy(Rig rig) throws Exception {
    return "unhealthy".equals(rig.answer("/runner/health").getString("status"));
  }
}
