package io.mediarunner.core.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.error.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9110, sections 13.1.5, 14.2 and 15.3.7.3: what may be joined to the part that is there, and
 * that everything else is fetched from its beginning.
 */
class DownloadResumeTest {
  private static final int HALF = 100_000;
  private static final byte[] FILE = random(1, 200_000);
  private static final byte[] OTHER = random(2, 200_000);
  private static final String TAG = "ETag: \"v1\"";
  private static final String DATE = "Date: Sun, 06 Nov 2022 08:49:37 GMT";
  private static final String CHANGED = "Last-Modified: Sun, 06 Nov 2022 08:00:00 GMT";

  @TempDir private Path folder;
  private FetchLab lab;

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] rest(byte[] file) {
    return Arrays.copyOfRange(file, HALF, file.length);
  }

  @BeforeEach
  void setUp() {
    lab = new FetchLab(folder);
  }

  /** Half of the file, then the line goes dead. */
  private static void half(OutputStream out, String... headers) throws IOException {
    ByteArrayOutputStream half = new ByteArrayOutputStream();
    half.write(FILE, 0, HALF);
    String[] head = new String[headers.length + 2];
    head[0] = "HTTP/1.1 200 OK";
    head[1] = "Content-Length: " + FILE.length;
    System.arraycopy(headers, 0, head, 2, headers.length);
    ScriptedServer.send(out, half.toByteArray(), head);
  }

  private static void part(OutputStream out, byte[] body, String range, String... headers)
      throws IOException {
    String[] head = new String[headers.length + 3];
    head[0] = "HTTP/1.1 206 Partial Content";
    head[1] = "Content-Length: " + body.length;
    head[2] = range.isEmpty() ? "Accept-Ranges: bytes" : "Content-Range: " + range;
    System.arraycopy(headers, 0, head, 3, headers.length);
    ScriptedServer.send(out, body, head);
  }

  private static String restOf(byte[] file) {
    return String.format(Locale.ROOT, "bytes %d-%d/%d", HALF, file.length - 1, file.length);
  }

  @Test
  void joinsTheRestOfTheSameFileByItsStrongTag() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (number == 1) {
                half(out, TAG, CHANGED);
              } else {
                part(out, rest(FILE), restOf(FILE), TAG);
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);

      assertThat(server.requests).hasSize(2);
      assertThat(server.requests.get(1).header("Range")).contains("bytes=" + HALF + "-");
      assertThat(server.requests.get(1).header("If-Range")).contains("\"v1\"");
    }
  }

  @Test
  void joinsByADateThatIsOlderThanTheAnswer() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (number == 1) {
                half(out, CHANGED, DATE);
              } else {
                part(out, rest(FILE), restOf(FILE), CHANGED, DATE);
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);

      assertThat(server.requests).hasSize(2);
      assertThat(server.requests.get(1).header("If-Range"))
          .contains("Sun, 06 Nov 2022 08:00:00 GMT");
    }
  }

  /** The first answer's headers; none of them is a strong validator. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: none",
        "ETag: W/\"v1\"",
        "ETag: W/\"v1\"|Last-Modified: Sun, 06 Nov 2022 08:00:00 GMT|Date: Sun, 06 Nov 2022"
            + " 08:49:37 GMT",
        "ETag: v1",
        "Last-Modified: Sun, 06 Nov 2022 08:00:00 GMT",
        "Last-Modified: Sun, 06 Nov 2022 08:49:37 GMT|Date: Sun, 06 Nov 2022 08:49:37 GMT",
        "Last-Modified: lately|Date: Sun, 06 Nov 2022 08:49:37 GMT",
        "ETag: \"v1\"|Accept-Ranges: none",
      })
  void asksForNoRestWithoutAStrongValidator(String headers) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (number == 1) {
                half(out, headers.split("\\|"));
              } else {
                ScriptedServer.sendFile(out, OTHER);
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(OTHER);

      assertThat(server.requests).hasSize(2);
      assertThat(server.requests.get(1).header("Range")).isEmpty();
      assertThat(server.requests.get(1).header("If-Range")).isEmpty();
    }
  }

  /** What a server sends as the rest, though it is that of another file or none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "no Content-Range; ''; ETag: \"v1\"",
        "the whole file; bytes 0-99999/200000; ETag: \"v1\"",
        "a byte too early; bytes 99999-199998/200000; ETag: \"v1\"",
        "a byte too late; bytes 100001-199999/200000; ETag: \"v1\"",
        "a byte too many; bytes 100000-200000/200001; ETag: \"v1\"",
        "more than it has; bytes 100000-199999/150000; ETag: \"v1\"",
        "another total; bytes 100000-199999/200001; ETag: \"v1\"",
        "another length; bytes 100000-199998/200000; ETag: \"v1\"",
        "backwards; bytes 199999-100000/200000; ETag: \"v1\"",
        "another unit; pages 100000-199999/200000; ETag: \"v1\"",
        "nonsense; bytes; ETag: \"v1\"",
        "an unsatisfied range; bytes */200000; ETag: \"v1\"",
        "another tag; bytes 100000-199999/200000; ETag: \"v2\"",
        "a weak tag; bytes 100000-199999/200000; ETag: W/\"v1\"",
        "no tag; bytes 100000-199999/200000; X: none",
        "another date; bytes 100000-199999/200000; ETag: \"v1\"|Last-Modified: Mon, 07 Nov 2022"
            + " 08:00:00 GMT",
        "compressed; bytes 100000-199999/200000; ETag: \"v1\"|Content-Encoding: gzip",
        "several; ''; ETag: \"v1\"|Content-Type: multipart/byteranges; boundary=x"
      })
  void startsOverInsteadOfJoiningWhatDoesNotBelong(String why, String range, String headers)
      throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (number == 1) {
                half(out, TAG, CHANGED);
              } else if (request.header("Range").isPresent()) {
                part(out, rest(OTHER), range, headers.split("\\|"));
              } else {
                ScriptedServer.sendFile(out, OTHER, "ETag: \"v2\"");
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).as(why).hasBinaryContent(OTHER);

      assertThat(server.requests).hasSize(3);
    }
  }

  @Test
  void takesTheWholeFileWhereTheServerSendsThatInstead() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (number == 1) {
                half(out, TAG);
              } else {
                ScriptedServer.sendFile(out, OTHER, "ETag: \"v2\"");
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(OTHER);

      assertThat(server.requests).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes */100000, true, 2",
    "bytes */200000, true, 3",
    "bytes */99999, true, 3",
    "bytes */*, true, 3",
    "'', true, 3",
    "bytes */100000, false, 3"
  })
  void believesARefusedRangeOnlyIfItSaysThatAllIsThere(String range, boolean open, int requests)
      throws Exception {
    byte[] half = Arrays.copyOf(FILE, HALF);
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              if (number == 1 && open) {
                // chunked, and cut off before the last chunk: its size was never said
                ScriptedServer.send(
                    out, chunk(half), "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", TAG);
              } else if (number == 1) {
                half(out, TAG);
              } else if (request.header("Range").isPresent()) {
                ScriptedServer.send(
                    out,
                    new byte[0],
                    "HTTP/1.1 416 Range Not Satisfiable",
                    "Content-Length: 0",
                    range.isEmpty() ? "X: none" : "Content-Range: " + range);
              } else {
                ScriptedServer.sendFile(out, OTHER);
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file())
          .hasBinaryContent(requests == 2 ? half : OTHER);

      assertThat(server.requests).hasSize(requests);
    }
  }

  @Test
  void knowsTheNameOfAFileThatAnEarlierProcessHadWhole() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                ScriptedServer.send(
                    out,
                    new byte[0],
                    "HTTP/1.1 416 Range Not Satisfiable",
                    "Content-Length: 0",
                    "Content-Range: bytes */" + FILE.length))) {
      String url = server.url("/talk.mp4");
      Files.write(folder.resolve("source.part"), FILE);
      ResumeInfo.write(
          folder, url, new ResumePoint("\"v1\"", Optional.empty(), OptionalLong.of(FILE.length)));

      FetchedSource source = lab.fetch(url);

      assertThat(source.name()).isEqualTo("talk.mp4");
      assertThat(source.file()).isEqualTo(folder.resolve("source.mp4")).hasBinaryContent(FILE);
    }
  }

  private static byte[] chunk(byte[] bytes) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
    chunk.write(bytes);
    chunk.write("\r\n".getBytes(StandardCharsets.UTF_8));
    return chunk.toByteArray();
  }

  @Test
  void goesOnWithAServerThatSendsAPieceAtATime() throws Exception {
    byte[] large = random(3, 3_000_000);
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              int from =
                  request
                      .header("Range")
                      .map(range -> Integer.parseInt(range.replaceAll("\\D", "")))
                      .orElse(0);
              if (from == 0) {
                ScriptedServer.send(
                    out,
                    Arrays.copyOf(large, 300_000),
                    "HTTP/1.1 200 OK",
                    "Content-Length: " + large.length,
                    TAG);
              } else {
                int to = Math.min(large.length, from + 1_100_000);
                part(
                    out,
                    Arrays.copyOfRange(large, from, to),
                    String.format(Locale.ROOT, "bytes %d-%d/%d", from, to - 1, large.length),
                    TAG);
              }
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(large);

      assertThat(server.requests).hasSize(4);
    }
  }

  @Test
  void takesARangeThatNobodyAskedForIfItIsAll() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                part(
                    out,
                    FILE,
                    String.format(Locale.ROOT, "bytes 0-%d/%d", FILE.length - 1, FILE.length),
                    TAG))) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);
    }
    try (ScriptedServer server =
        new ScriptedServer((number, request, out) -> part(out, rest(FILE), restOf(FILE), TAG))) {
      assertThat(lab.failure(server.url("/a.mp4")).code())
          .isEqualTo(FailureCode.SOURCE_UNAVAILABLE);
    }
  }

  @Test
  void neverResumesWhatWasCompressed() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(FILE);
    }
    byte[] all = zipped.toByteArray();
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) ->
                ScriptedServer.send(
                    out,
                    number == 1 ? Arrays.copyOf(all, HALF) : all,
                    "HTTP/1.1 200 OK",
                    "Content-Encoding: gzip",
                    "Content-Length: " + all.length,
                    TAG))) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(FILE);

      assertThat(server.requests)
          .hasSize(2)
          .allMatch(request -> request.header("Range").equals(Optional.empty()));
    }
  }

  @Test
  void getsAFileOverALineThatBreaksMoreOftenThanItMayFail() throws Exception {
    byte[] large = random(4, 12_000_000);
    try (ScriptedServer server =
        new ScriptedServer(
            (number, request, out) -> {
              int from =
                  request
                      .header("Range")
                      .map(range -> Integer.parseInt(range.replaceAll("\\D", "")))
                      .orElse(0);
              int to = Math.min(large.length, from + 1_200_000);
              List<String> head =
                  from == 0
                      ? List.of("HTTP/1.1 200 OK", "Content-Length: " + large.length, TAG)
                      : List.of(
                          "HTTP/1.1 206 Partial Content",
                          "Content-Length: " + (large.length - from),
                          String.format(
                              Locale.ROOT,
                              "Content-Range: bytes %d-%d/%d",
                              from,
                              large.length - 1,
                              large.length),
                          TAG);
              ScriptedServer.send(
                  out, Arrays.copyOfRange(large, from, to), head.toArray(String[]::new));
            })) {
      assertThat(lab.fetch(server.url("/a.mp4")).file()).hasBinaryContent(large);

      assertThat(server.requests).hasSize(10);
    }
  }
}
