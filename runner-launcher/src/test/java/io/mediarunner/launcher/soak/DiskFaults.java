package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Fills the runner's disk while it downloads, encodes, publishes and writes its journal. Tasks may
 * fail for that reason or wait for space; nothing else may happen, and with free space everything
 * works again.
 */
final class DiskFaults {
  private static final int MEGABYTES = 256;
  private static final long MIB = 1L << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration WHILE_FULL = Duration.ofSeconds(12);
  private static final Set<FailureCode> FULL = Set.of(FailureCode.DISK_FULL);

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  DiskFaults(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[1x(encoding)]", 1)) {
      SmallDisk disk;
      try {
        disk = new SmallDisk(rig.programs(), rig.folder().resolve("disk"), MEGABYTES);
      } catch (IOException e) {
        new OwnNamespace(home, scale, tally)
            .repeat(Section.DISK, random.nextInt(), rig.programs(), e);
        return;
      }
      try (disk) {
        rig.set("STORAGE_DIR", disk.root().resolve("storage").toString());
        Source heavy = rig.sources().heavy();
        Source small = rig.sources().small();
        Source tiny = rig.sources().tiny();
        rig.runner().start();
        settle(rig, disk, tiny, "the beginning");
        for (int round = 0; round < scale.diskRounds(); round++) {
          download(rig, disk, heavy);
          settle(rig, disk, tiny, "download");
          encode(rig, disk, heavy);
          settle(rig, disk, tiny, "encode");
          publish(rig, disk, small);
          settle(rig, disk, tiny, "publish");
          journal(rig, disk, tiny);
          settle(rig, disk, tiny, "journal, idle");
          journalAtTheEnd(rig, disk, small);
          settle(rig, disk, tiny, "journal, end of a task");
          journalOfRefusal(rig, disk, tiny);
          settle(rig, disk, tiny, "journal, refused task");
        }
        new Audit(rig, tally).run(PATIENCE);
      }
    }
  }

  private void download(Rig rig, SmallDisk disk, Source heavy) throws Exception {
    disk.fill(2 * MIB);
    // Of unknown length, or it would be refused before the first byte.
    Sent task = rig.send(heavy.at("/unsized" + heavy.path()), FULL, PATIENCE);
    outcome(rig, task, "download");
  }

  private void encode(Rig rig, SmallDisk disk, Source heavy) throws Exception {
    Sent task = rig.send(heavy, FULL, PATIENCE);
    Rig.await(() -> encoding(rig), PATIENCE);
    Rig.pause(Duration.ofMillis(200 + random.nextInt(1_500)));
    disk.fill(0);
    outcome(rig, task, "encode");
  }

  private static boolean encoding(Rig rig) throws IOException {
    return ProcessScan.naming(rig.storage()).stream()
        .anyMatch(p -> p.runs("ffmpeg") && p.commandLine().contains("-progress"));
  }

  private void publish(Rig rig, SmallDisk disk, Source small) throws Exception {
    Sent task = rig.send(small, FULL, PATIENCE);
    Path folder = rig.storage().resolve(task.id());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!described(folder) && !rig.ended(task) && System.nanoTime() < deadline) {
      Rig.pause(Duration.ofMillis(1));
    }
    disk.fill(0);
    outcome(rig, task, "publish");
  }

  /** Whether an attempt has written what is written last. */
  private static boolean described(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(entry -> Files.exists(entry.resolve("output/info_video.json")));
    } catch (IOException e) {
      return false; // not there yet
    }
  }

  private void journal(Rig rig, SmallDisk disk, Source tiny) throws Exception {
    disk.keepFull(100);
    Optional<Sent> task = rig.trySend(tiny, rig.media().url() + tiny.path(), FULL);
    tally.add(Count.FAULTS);
    tally.note("full, journal while idle: " + (task.isPresent() ? "accepted" : "not accepted"));
  }

  private void journalAtTheEnd(Rig rig, SmallDisk disk, Source small) throws Exception {
    Sent task = rig.send(small, FULL, PATIENCE);
    Rig.await(() -> encoding(rig), PATIENCE);
    disk.keepFull(WHILE_FULL.toMillis());
    outcome(rig, task, "journal at the end of a task");
  }

  /** A task that is over as soon as it is accepted; its acceptance may be the last that fits. */
  private void journalOfRefusal(Rig rig, SmallDisk disk, Source tiny) throws Exception {
    Source refused = new Source(tiny.type(), tiny.path(), 0, Map.of("colour", "blue"));
    int accepted = 0;
    for (long rest = 0; rest <= 48 * 1024; rest += 4 * 1024) {
      disk.free();
      disk.fill(rest);
      Optional<Sent> task =
          rig.trySend(
              refused, rig.media().url() + tiny.path(), Set.of(FailureCode.PARAMETER_INVALID));
      accepted += task.isPresent() ? 1 : 0;
      tally.add(Count.FAULTS);
      if (task.isPresent()) {
        Rig.await(() -> rig.ended(task.get()), Duration.ofSeconds(1));
        disk.free();
        if (!rig.awaitEnd(task.get(), PATIENCE)) {
          tally.wrong(Count.LOST, "refused with " + rest + " bytes left: " + task.get().id());
          return;
        }
      }
    }
    tally.note(String.format(Locale.ROOT, "full, refused tasks: %d of 13 accepted", accepted));
  }

  private void outcome(Rig rig, Sent task, String when) throws Exception {
    tally.add(Count.FAULTS);
    boolean ended = rig.awaitEnd(task, WHILE_FULL);
    String how = ended ? rig.manager().completion(task.id()).result().status() : "waits for space";
    tally.note("full, " + when + ": " + how);
  }

  /** Room again: the runner is alive, and works as before. */
  private void settle(Rig rig, SmallDisk disk, Source tiny, String after) throws Exception {
    disk.free();
    if (!rig.runner().alive()) {
      tally.wrong(Count.OTHER, "the full disk killed the runner: " + after);
      rig.runner().start();
    }
    Sent task = rig.send(tiny, Set.of(), PATIENCE);
    if (!rig.awaitEnd(task, PATIENCE)) {
      tally.wrong(Count.LOST, "after " + after + ": " + task.id());
    }
  }
}
