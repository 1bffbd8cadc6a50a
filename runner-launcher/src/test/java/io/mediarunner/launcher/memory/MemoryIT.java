package io.mediarunner.launcher.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mediarunner.launcher.TestRunner;
import io.mediarunner.launcher.demo.DemoSite;
import io.mediarunner.verticles.demo.ManagerDouble;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten times what once ended the process; in short form, as much as did. */
@Tag("security")
class MemoryIT {
  private static final boolean FULL = System.getProperty("security", "").equals("full");
  private static final int TIMES = FULL ? 10 : 1;
  private static final int INSTANCES = 4;
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
  @TempDir private Path folder;

  @Test
  void whateverIsEndlessEndsItsTaskAndNoOther() throws Exception {
    try (MemoryLab lab = new MemoryLab(folder, "[" + INSTANCES + "x(encoding,studio)]", INSTANCES);
        EndlessServer server = new EndlessServer()) {
      lab.start(INSTANCES);
      Map<String, String> tasks = new LinkedHashMap<>();
      try (MemoryLab.Ordinary ordinary = lab.new Ordinary()) {
        for (Map.Entry<String, EndlessServer.Answer> input : inputs().entrySet()) {
          String url = server.serve("/" + input.getKey(), input.getValue());
          String type = input.getKey().startsWith("xml") ? "studio" : "encoding";
          tasks.put(lab.send(type, url, Map.of()), input.getKey());
        }
        Map<String, String> ends = new TreeMap<>();
        for (Map.Entry<String, String> task : tasks.entrySet()) {
          ManagerDouble.Completion end = lab.end(task.getKey());
          ends.put(task.getValue(), end.status() + " " + end.errorMessage());
        }
        System.out.printf(
            Locale.ROOT,
            "security: memory: %d endless inputs, %d ordinary tasks completed, VmHWM %d MiB%n",
            ends.size(),
            ordinary.completed(),
            lab.mostResidentMib());
        ends.forEach(
            (name, end) -> System.out.printf(Locale.ROOT, "security:   %s: %s%n", name, end));
        assertThat(ends.values())
            .noneMatch(end -> end.contains("unexpected error") || end.contains("memory"));
        ends.remove("opus"); // what can be decoded of it may be enough
        assertThat(ends.values()).allMatch(end -> end.startsWith("failed"));
      }
    }
  }

  private static Map<String, EndlessServer.Answer> inputs() {
    Map<String, EndlessServer.Answer> inputs = new LinkedHashMap<>();
    inputs.put("status-line", EndlessServer.repeating("HTTP/1.1 200 ", "OK"));
    inputs.put("header-line", EndlessServer.repeating(OK + "X: ", "x"));
    inputs.put("headers", EndlessServer.repeating(OK, "X-Header: x\r\n"));
    inputs.put("interim", EndlessServer.repeating("", "HTTP/1.1 100 Continue\r\n\r\n"));
    inputs.put("chunk-extension", EndlessServer.repeating(CHUNKED + "1;", "x"));
    inputs.put("trailers", EndlessServer.repeating(CHUNKED + "1\r\nx\r\n0\r\n", "X: x\r\n"));
    inputs.put(
        "xml-announced",
        EndlessServer.repeating(OK + "Content-Length: 9999999999\r\n\r\n<m>", " "));
    inputs.put(
        "xml",
        EndlessServer.repeating(
            CHUNKED.replace("Transfer-Encoding: chunked\r\n", "") + "<m>", "<a/>"));
    inputs.put("packets", EndlessServer.body(out -> Matroska.packets(out, 850 * TIMES)));
    inputs.put("chapters", EndlessServer.body(out -> Matroska.chapters(out, 400_000 * TIMES)));
    inputs.put("opus", EndlessServer.body(out -> Matroska.corruptOpus(out, 50 * TIMES)));
    return inputs;
  }

  @Test
  void aManagerWithAGigabyteToSayStopsNothing() throws Exception {
    try (MemoryLab lab = new MemoryLab(folder, "[2x(encoding)]", 2);
        ManagerRelay relay = new ManagerRelay(lab.manager.url())) {
      lab.settings.put("MANAGER_URL", relay.url().toString());
      lab.manager.reachedAt(relay.url());
      lab.start(2);
      try (MemoryLab.Ordinary ordinary = lab.new Ordinary()) {
        String task = lab.send("encoding", lab.media.url() + "/" + DemoSite.VIDEO, Map.of());
        relay.rage(true);
        await().atMost(Duration.ofMinutes(2)).until(() -> relay.large() >= 3 * TIMES);
        lab.assertAlive();
        relay.rage(false);

        assertThat(lab.end(task).status()).isEqualTo("completed");
        System.out.printf(
            Locale.ROOT,
            "security: memory: %d answers of 1 GB by the Manager, %d ordinary tasks completed,"
                + " VmHWM %d MiB%n",
            relay.large(),
            ordinary.completed(),
            lab.mostResidentMib());
      }
    }
  }

  @Test
  void sixBrowserRecordingsAtOnceComplete() throws Exception {
    int minutes = FULL ? 30 : 2;
    Path recording = recording(minutes);
    try (MemoryLab lab = new MemoryLab(folder, "[6x(encoding)]", 6);
        EndlessServer server = new EndlessServer()) {
      String url = server.serve("/recording", EndlessServer.body(o -> Files.copy(recording, o)));
      lab.start(6);
      List<String> tasks = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tasks.add(lab.send("encoding", url, Map.of()));
      }
      for (String task : tasks) {
        ManagerDouble.Completion end = lab.end(task);
        assertThat(end.status()).as(end.errorMessage()).isEqualTo("completed");
      }
      System.out.printf(
          Locale.ROOT,
          "security: memory: 6 browser recordings of %d minutes at once, VmHWM %d MiB%n",
          minutes,
          lab.mostResidentMib());
    }
  }

  /** As a browser writes it: WebM without a duration and without an index. */
  private Path recording(int minutes) throws Exception {
    String ffmpeg = TestRunner.tools(folder).ffmpeg().toString();
    Path minute = folder.resolve("minute.webm");
    Path recording = folder.resolve("recording.webm");
    run(
        (ffmpeg
                + " -v error -f lavfi -i color=c=gray:s=64x36:r=30:d=60"
                + " -f lavfi -i anullsrc=r=48000:cl=mono -t 60 -c:v libvpx -deadline realtime"
                + " -cpu-used 8 -b:v 20k -g 300 -c:a libopus -b:a 16k -frame_duration 20 "
                + minute)
            .split(" "));
    String loops = Integer.toString(minutes - 1);
    run(
        (ffmpeg + " -v error -stream_loop " + loops + " -i " + minute + " -c copy -live 1 -f webm ")
            .concat(recording.toString())
            .split(" "));
    return recording;
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
