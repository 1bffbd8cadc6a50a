package io.mediarunner.core.fetch;

import static io.mediarunner.core.error.FailureCode.SOURCE_INCOMPLETE;
import static io.mediarunner.core.error.FailureCode.SOURCE_UNAVAILABLE;
import static io.mediarunner.core.error.FailureCode.SOURCE_UNREADABLE;
import static io.mediarunner.core.error.FailureCode.TIME_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.DownloadConfig;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.retry.Backoff;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that never come to an end: each ends the download, soon, and nothing piles up. */
@Tag("security")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DownloadBoundsTest {
  private static final byte[] FILE = "the file".getBytes(StandardCharsets.UTF_8);
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  @TempDir private Path folder;
  private FetchLab lab;

  @BeforeEach
  void setUp() {
    lab = new FetchLab(folder);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Says the first once and the second for ever. */
  private static ScriptedServer.Script endless(String once, String again) {
    return (number, request, out) -> {
      write(out, once);
      byte[] more = again.repeat(1 + 4000 / again.length()).getBytes(StandardCharsets.ISO_8859_1);
      while (true) {
        out.write(more);
      }
    };
  }

  static Stream<Arguments> talkers() {
    String x = "x".repeat(1000);
    return Stream.of(
        Arguments.of("status line", "HTTP/1.1 200 ", x, SOURCE_UNAVAILABLE),
        Arguments.of("no status line", "", x, SOURCE_UNAVAILABLE),
        Arguments.of("empty lines", "", "\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("lines of nonsense", "", x + "\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("headers", OK, "A: b\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("a header", OK + "A: ", x, SOURCE_UNAVAILABLE),
        Arguments.of("a folded header", OK + "A: b\r\n", " " + x + "\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("answers 100", "", "HTTP/1.1 100 Continue\r\n\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("answers 102", "", "HTTP/1.1 102 P\r\nA: b\r\n\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("answers 103", "", "HTTP/1.1 103 E\r\nLink: </>\r\n\r\n", SOURCE_UNAVAILABLE),
        Arguments.of("trailers", CHUNKED + "1\r\nx\r\n0\r\n", "A: b\r\n", SOURCE_INCOMPLETE),
        Arguments.of("a trailer", CHUNKED + "1\r\nx\r\n0\r\nA:", x, SOURCE_INCOMPLETE),
        Arguments.of("a chunk extension", CHUNKED + "1;a=", x, SOURCE_INCOMPLETE),
        Arguments.of("a chunk size", CHUNKED, "0", SOURCE_INCOMPLETE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("talkers")
  void cutsOffAServerThatNeverComesToThePoint(
      String what, String once, String again, FailureCode code) throws Exception {
    try (ScriptedServer server = new ScriptedServer(endless(once, again))) {
      long before = used();
      long start = System.nanoTime();

      assertThat(lab.failure(server.url("/a.mp4")).code()).isEqualTo(code);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("by what it says, not by the clock")
          .isLessThan(Duration.ofSeconds(5));
      assertThat(used() - before).as("bytes kept").isLessThan(64L << 20);
      assertThat(server.requests).hasSize(5);
    }
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void readsNeitherTheBodyOfARedirectNorOfARefusalToItsEnd() throws Exception {
    for (String head :
        List.of("HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n", "HTTP/1.1 403 No\r\n\r\n")) {
      try (ScriptedServer server =
          new ScriptedServer(
              (number, request, out) -> {
                if (request.target().equals("/there")) {
                  ScriptedServer.sendFile(out, FILE);
                } else {
                  endless(head, "x").answer(number, request, out);
                }
              })) {
        if (head.contains("302")) {
          assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);
        } else {
          assertThat(lab.failure(server.url("/a.mp4")).code())
              .isEqualTo(FailureCode.SOURCE_REFUSED);
        }
      }
    }
  }

  @Test
  void takesAnswersThatAreOnlyLong() throws Exception {
    String cookie = "Set-Cookie: a=" + "x".repeat(12_000);
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              for (int i = 0; i < 10; i++) {
                write(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
              }
              write(out, OK + "Content-Length: 8\r\n" + cookie + "\r\n");
              for (int i = 0; i < 150; i++) {
                write(out, "X-" + i + ": " + i + "\r\n");
              }
              write(out, "\r\nthe file");
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);
    }
  }

  /** A byte now and then keeps every timeout of a socket from coming. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 100 Continue\r\n\r\n"})
  void allowsAnAnswersHeadAsLongAsASilenceAndNoLonger(String once) throws Exception {
    lab.timings =
        new FetchTimings(
            Duration.ofMillis(200),
            Duration.ofMillis(400),
            Backoff.doubling(Duration.ofMillis(1), Duration.ofMillis(1), 5));
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              write(out, once);
              while (true) {
                write(out, "x");
                Thread.sleep(50);
              }
            })) {
      long start = System.nanoTime();

      assertThat(lab.failure(server.url("/a.mp4")).code()).isEqualTo(SOURCE_UNAVAILABLE);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"drip", "silence", "head", "busy"})
  void endsADownloadAtTheLongestTimeOfTheSettings(String how) throws Exception {
    lab.config = new DownloadConfig(List.of(), true, 0, Set.of(), Duration.ofSeconds(1));
    lab.timings =
        new FetchTimings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Backoff.doubling(Duration.ofMillis(300), Duration.ofMillis(300), 5));
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              switch (how) {
                case "drip" -> {
                  write(out, OK + "Content-Length: 100000000\r\n\r\n");
                  while (true) {
                    out.write(new byte[4000]);
                    Thread.sleep(20);
                  }
                }
                case "silence" -> {
                  write(out, OK + "Content-Length: 100000000\r\n\r\nx");
                  Thread.sleep(30_000);
                }
                case "head" -> {
                  write(out, OK);
                  Thread.sleep(30_000);
                }
                default -> write(out, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
              }
            })) {
      long start = System.nanoTime();

      Failure failure = lab.failure(server.url("/a.mp4"));

      assertThat(failure.code()).isEqualTo(TIME_LIMIT);
      assertThat(failure.message()).contains("DOWNLOAD_MAX_SECONDS").contains("1)");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void givesALargeFileMoreTimeThanASmallOne() {
    long[] now = {0};
    Deadline deadline = new Deadline(Duration.ofHours(24), () -> now[0]);
    assertThat(deadline.isTooSlowFor(0)).isFalse();
    now[0] = Duration.ofMinutes(31).toNanos();
    assertThat(deadline.isTooSlowFor(1000)).isTrue();
    assertThat(deadline.isTooSlowFor(10L << 20)).isFalse();
    assertThat(deadline.isOver()).isFalse();
    now[0] = Duration.ofHours(10).toNanos();
    assertThat(deadline.isTooSlowFor(1L << 30)).isTrue();
    assertThat(deadline.isTooSlowFor(4L << 30)).isFalse();
    now[0] = Duration.ofHours(24).toNanos();
    assertThat(deadline.isOver()).isTrue();
  }

  @Test
  void stopsAtALimitOfItsOwnKindWhileTheFileComes() throws Exception {
    Failure tooLarge = new Failure(FailureCode.MEDIAPACKAGE_INVALID, "larger than 1 KiB");
    try (ScriptedServer announced =
            new ScriptedServer(
                (number, request, out) ->
                    write(out, OK + "Content-Length: 5000000000\r\n\r\n<m>"));
        ScriptedServer endless = new ScriptedServer(endless(OK + "\r\n<m>", "x"));
        SourceFetcher fetcher = new SourceFetcher(lab.config, lab.network, lab.timings)) {
      for (ScriptedServer server : List.of(announced, endless)) {
        Download download =
            fetcher.prepare(server.url("/m.xml"), folder, 1024, tooLarge, (bytes, total) -> {});
        assertThat(failureOf(download)).isEqualTo(tooLarge);
        assertThat(server.requests).hasSize(1);
      }
    }
  }

  private static Failure failureOf(Download download) {
    try {
      download.run();
      return null;
    } catch (TaskFailedException e) {
      return e.failure();
    }
  }

  @Test
  void readsOnlyTheHeadOfAPageWithoutEnd() throws Exception {
    try (ScriptedServer server = new ScriptedServer(endless(OK + "\r\n<html>", "<p>x</p>"))) {
      assertThat(lab.failure(server.url("/a.mp4")).code()).isEqualTo(SOURCE_UNREADABLE);
    }
  }
}
