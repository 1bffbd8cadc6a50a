package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.soak.Tally.Count;
import io.mediarunner.verticles.demo.ManagerDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Many tiny tasks, with a proxy between runner and Manager and another between runner and media
 * server that disturb a share of the calls in every way. A permanently broken source must fail with
 * a matching code; any other task must complete, if necessary after retries.
 */
final class WireFaults {
  private static final int SLOTS = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** One call in four is harmed. */
  private static final int HARM_ONE_IN = 4;

  /** One task in so many has a source that is broken for good. */
  private static final int HOPELESS_ONE_IN = 12;

  /** A download that met five faults in a row has met a server that is down. */
  private static final Set<FailureCode> SERVER_DOWN =
      Set.of(FailureCode.SOURCE_UNAVAILABLE, FailureCode.SOURCE_INCOMPLETE);

  /** What a file can be whose end is missing, though the server says that it is whole. */
  private static final Set<FailureCode> CUT_OFF =
      Set.of(
          FailureCode.SOURCE_INCOMPLETE,
          FailureCode.SOURCE_UNREADABLE,
          FailureCode.NO_STREAMS,
          FailureCode.SOURCE_UNAVAILABLE);

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  WireFaults(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[" + SLOTS + "x(encoding)]", SLOTS);
        FaultProxy toManager =
            new FaultProxy(rig.manager().url(), scale.silence(), line -> harm());
        FaultProxy toMedia =
            new FaultProxy(rig.media().url(), scale.silence(), this::harmOfSource)) {
      rig.set("MANAGER_URL", toManager.url().toString());
      rig.manager().reachedAt(toManager.url());
      Source tiny = rig.sources().tiny();
      rig.runner().start();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      int hopeless = 0;
      for (int i = 0; i < scale.wireTasks(); ) {
        Task next = task(tiny, i);
        Optional<Sent> taken =
            rig.trySend(next.source(), toMedia.url() + next.source().path(), next.mayFailWith());
        if (taken.isPresent()) {
          hopeless += next.hopeless() ? 1 : 0;
          i++;
          deadline = System.nanoTime() + PATIENCE.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new IOException("no instance became free for minutes");
        } else {
          rig.requireLife();
          Rig.pause(Duration.ofMillis(30));
        }
      }
      Audit audit = new Audit(rig, tally);
      audit.run(PATIENCE);
      report(toManager, "Manager");
      report(toMedia, "media server");
      tally.note(hopeless + " tasks with a permanently broken source");
      judge(rig);
    }
  }

  private record Task(Source source, Set<FailureCode> mayFailWith, boolean hopeless) {}

  private Task task(Source tiny, int number) {
    if (number % HOPELESS_ONE_IN != HOPELESS_ONE_IN - 1) {
      return new Task(tiny.at("/flaky" + tiny.path()), SERVER_DOWN, false);
    }
    return switch (number / HOPELESS_ONE_IN % 3) {
      case 0 -> new Task(tiny.at("/short" + tiny.path()), CUT_OFF, true);
      case 1 -> new Task(tiny.at("/broken" + tiny.path()), SERVER_DOWN, true);
      default -> new Task(tiny.at("/gone.mp4"), Set.of(FailureCode.SOURCE_NOT_FOUND), true);
    };
  }

  /** Nothing good can come of a source that is never right; others may meet fault after fault. */
  private void judge(Rig rig) {
    for (Sent task : rig.sent()) {
      boolean hopeless = !task.source().path().startsWith("/flaky/");
      ManagerDouble.Completion end = rig.manager().completion(task.id()).result();
      boolean completed = end != null && end.status().equals("completed");
      if (hopeless && completed) {
        tally.wrong(Count.FALSE, task.source().path() + " " + task.id() + " completed");
      } else if (!hopeless && end != null && !completed) {
        tally.note("failed because of faults alone: " + end.errorMessage());
      }
    }
  }

  private Fault harmOfSource(String line) {
    if (line.contains("/short/")) {
      return Fault.LENGTH_TOO_SMALL;
    }
    if (line.contains("/broken/")) {
      return Fault.TRUNCATE;
    }
    if (line.contains("/gone")) {
      return Fault.NONE;
    }
    Fault fault = harm();
    // A server that lies consistently cannot be found out from outside: that is what /short/ is
    // for.
    return fault == Fault.LENGTH_TOO_SMALL ? Fault.LENGTH_TOO_LARGE : fault;
  }

  private synchronized Fault harm() {
    if (random.nextInt(HARM_ONE_IN) > 0) {
      return Fault.NONE;
    }
    List<Fault> faults = List.of(Fault.values());
    return faults.get(1 + random.nextInt(faults.size() - 1));
  }

  private void report(FaultProxy proxy, String to) {
    Map<Fault, Integer> done = new EnumMap<>(proxy.done());
    Integer unharmed = done.remove(Fault.NONE);
    int harmed = done.values().stream().mapToInt(Integer::intValue).sum();
    tally.add(Count.FAULTS, harmed);
    tally.note(
        String.format(
            Locale.ROOT,
            "calls to the %s: %d undisturbed, %d disturbed (%s)",
            to,
            unharmed == null ? 0 : unharmed,
            harmed,
            done.entrySet().stream()
                .map(
                    entry ->
                        entry.getKey().name().toLowerCase(Locale.ROOT) + " " + entry.getValue())
                .collect(Collectors.joining(", "))));
  }
}
