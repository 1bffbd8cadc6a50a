package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.launcher.memory.EndlessServer;
import io.mediarunner.launcher.memory.Matroska;
import io.mediarunner.launcher.soak.Tally.Count;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Hostile sources and clients between ordinary tasks. An ordinary task must complete, a hostile one
 * must fail with a code that blames the source, and the process must live.
 */
final class HostileFaults {
  private static final int SLOTS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** How a task may end that has a hostile source: any way but as if the runner were at fault. */
  private static final Set<FailureCode> BLAMES_THE_SOURCE =
      EnumSet.complementOf(
          EnumSet.of(FailureCode.INTERNAL, FailureCode.INTERRUPTED, FailureCode.CANCELLED));

  private final Path home;
  private final Scale scale;
  private final Random random;
  private final Tally tally;

  HostileFaults(Path home, Scale scale, Random random, Tally tally) {
    this.home = home;
    this.scale = scale;
    this.random = random;
    this.tally = tally;
  }

  void run() throws Exception {
    try (Rig rig = new Rig(home, "[" + SLOTS + "x(encoding,studio)]", SLOTS);
        EndlessServer server = new EndlessServer()) {
      Source tiny = rig.sources().tiny();
      List<String> hostile = hostile(server);
      rig.runner().start();
      long pid = rig.runner().pid();
      rig.send(tiny, Set.of(), PATIENCE);
      int ordinary = 1;
      int sent = 0;
      try (HostileClients clients = new HostileClients(ports(rig), random)) {
        clients.start();
        long end = System.nanoTime() + scale.hostile().toNanos();
        while (System.nanoTime() < end) {
          boolean one = random.nextInt(3) > 0;
          String url = hostile.get(random.nextInt(hostile.size()));
          Source source = new Source(url.contains("xml") ? "studio" : "encoding", url, 0, Map.of());
          boolean taken =
              one
                  ? rig.trySend(source, url, BLAMES_THE_SOURCE).isPresent()
                  : rig.trySend(tiny, rig.media().url() + tiny.path(), Set.of()).isPresent();
          sent += one && taken ? 1 : 0;
          ordinary += !one && taken ? 1 : 0;
          rig.requireLife();
          Rig.pause(Duration.ofMillis(100));
        }
        tally.add(Count.FAULTS, sent + clients.sent());
        tally.note(
            String.format(
                Locale.ROOT,
                "%d hostile tasks and %d hostile connections beside %d ordinary tasks",
                sent,
                clients.sent(),
                ordinary));
      }
      new Audit(rig, tally).run(PATIENCE);
      tally.add(Count.RESTARTS, rig.runner().starts() - 1);
      if (pid != rig.runner().pid() && rig.runner().alive()) {
        tally.wrong(Count.OTHER, "the process was another one at the end");
      }
    }
  }

  private static List<Integer> ports(Rig rig) {
    int base = rig.basePort();
    return IntStream.range(base, base + SLOTS).boxed().toList();
  }

  private static List<String> hostile(EndlessServer server) {
    Map<String, EndlessServer.Answer> answers = new LinkedHashMap<>();
    answers.put("headers", EndlessServer.repeating(OK, "X-Header: x\r\n"));
    answers.put("interim", EndlessServer.repeating("", "HTTP/1.1 100 Continue\r\n\r\n"));
    answers.put("xml", EndlessServer.repeating(OK + "\r\n<m>", "<a/>"));
    answers.put("packets", EndlessServer.body(out -> Matroska.packets(out, 50)));
    answers.put("chapters", EndlessServer.body(out -> Matroska.chapters(out, 60_000)));
    answers.put("opus", EndlessServer.body(out -> Matroska.corruptOpus(out, 5)));
    byte[] noise = new byte[9_999];
    new Random(17).nextBytes(noise);
    answers.put("noise", EndlessServer.body(out -> out.write(noise)));
    answers.put(
        "html", EndlessServer.repeating(OK + "Content-Type: text/html\r\n\r\n<html>", "<p>"));
    byte[] playlist = "#EXTM3U\nfile:///etc/passwd\n".getBytes(StandardCharsets.US_ASCII);
    answers.put("playlist", EndlessServer.body(out -> out.write(playlist)));
    return answers.entrySet().stream()
        .map(answer -> server.serve("/" + answer.getKey(), answer.getValue()))
        .toList();
  }
}
