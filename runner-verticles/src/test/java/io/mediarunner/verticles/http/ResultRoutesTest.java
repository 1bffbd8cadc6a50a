package io.mediarunner.verticles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 4.7 and 4.8: the manifest and the files of a task. */
class ResultRoutesTest extends ApiTest {
  @Test
  void theManifestIsAnAttachment() throws Exception {
    publish("a", "x.mp4");
    RawHttp.Response response = send("GET", "/task/result/a", AUTH);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"manifest.json\"");
    assertThat(response.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(response.header("ETag")).matches("\"[^\"]+\"");
    assertThat(response.header("Last-Modified")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} .* GMT");
    assertThat(json(response).getJsonArray("files")).isEqualTo(new JsonArray().add("x.mp4"));
    RawHttp.Response head = send("HEAD", "/task/result/a", AUTH);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(response.header("Content-Length"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void noManifestIsNoFile() throws Exception {
    Files.createDirectories(storageDir.resolve("a/manifest.json"));
    Files.writeString(storageDir.resolve("b.json"), "{}");
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createDirectory(storageDir.resolve("c"));
    Files.createSymbolicLink(storageDir.resolve("c/manifest.json"), folder.resolve("secret"));
    for (String id : List.of("a", "b", "c", "d")) {
      assertError(send("GET", "/task/result/" + id, AUTH), 404, "File not found", "FILE_NOT_FOUND");
    }
  }

  static Stream<Arguments> names() {
    return Stream.of(
        arguments("a.mp4", "a.mp4", "filename=\"a.mp4\""),
        arguments("a b.txt", "a%20b.txt", "filename*=utf-8''a%20b.txt"),
        arguments(".hid", ".hid", "filename=\".hid\""),
        arguments("sub/n.txt", "sub/n.txt", "filename=\"n.txt\""),
        arguments("sub/n.txt", "sub%2Fn.txt", "filename=\"n.txt\""),
        arguments("sub/n.txt", "sub%5Cn.txt", "filename=\"n.txt\""),
        arguments("sub/deep/n.txt", "sub/deep%2fn.txt", "filename=\"n.txt\""),
        arguments("a+b.txt", "a+b.txt", "filename*=utf-8''a%2Bb.txt"),
        arguments("a+b.txt", "a%2Bb.txt", "filename*=utf-8''a%2Bb.txt"),
        arguments("x_(1).mp4", "x_(1).mp4", "filename*=utf-8''x_%281%29.mp4"),
        arguments("\u00e9t\u00e9.vtt", "%C3%A9t%C3%A9.vtt", "filename*=utf-8''%C3%A9t%C3%A9.vtt"),
        arguments("100%.txt", "100%25.txt", "filename*=utf-8''100%25.txt"),
        arguments("a%2Fb", "a%252Fb", "filename*=utf-8''a%252Fb"),
        arguments("a~*'.txt", "a~*'.txt", "filename*=utf-8''a~%2A%27.txt"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyPublishedNameIsServed(String name, String path, String disposition) throws Exception {
    publish("t", name);
    RawHttp.Response response = send("GET", "/task/result/t/file/" + path, AUTH);
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("content of " + name);
    assertThat(response.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(response.header("Content-Disposition")).isEqualTo("attachment; " + disposition);
    assertThat(send("HEAD", "/task/result/t/file/" + path, AUTH).header("Content-Length"))
        .isEqualTo(response.header("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.txt",
        "..",
        ".",
        "%2e%2e",
        "..%5Cmanifest.json",
        "../manifest.json",
        "..%2Fmanifest.json",
        "%2e%2e%2fmanifest.json",
        "sub/../a.mp4",
        "sub%2F..%2Fa.mp4",
        "../../../secret",
        "..%2F..%2F..%2Fsecret",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "sub",
        "sub//n.txt",
        "./a.mp4",
        "sub%252Fn.txt",
        "a.mp4%00",
        "leak",
        "leakdir/secret",
        "%20",
        "../../../../runner/ping",
        "%5C..%5C..",
        "A.mp4"
      })
  void nothingElseIsReached(String path) throws Exception {
    publish("t", "a.mp4");
    publish("t", "sub/n.txt");
    Files.writeString(folder.resolve("secret"), "secret");
    Path output = storageDir.resolve("t/output");
    Files.createSymbolicLink(output.resolve("leak"), folder.resolve("secret"));
    Files.createSymbolicLink(output.resolve("leakdir"), folder);
    assertError(
        send("GET", "/task/result/t/file/" + path, AUTH), 404, "File not found", "FILE_NOT_FOUND");
  }

  static Stream<Arguments> ranges() {
    return Stream.of(
        arguments("bytes=0-0", 206, "0", "bytes 0-0/10"),
        arguments("bytes=2-5", 206, "2345", "bytes 2-5/10"),
        arguments("bytes=7-", 206, "789", "bytes 7-9/10"),
        arguments("bytes=-3", 206, "789", "bytes 7-9/10"),
        arguments("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
        arguments("bytes=5-99", 206, "56789", "bytes 5-9/10"),
        arguments("bytes=0-1,20-30", 206, "01", "bytes 0-1/10"),
        arguments("bytes=0-1,5-6", 200, "0123456789", null),
        arguments("bytes=10-", 416, "", "bytes */10"),
        arguments("bytes=-0", 416, "", "bytes */10"),
        arguments("bytes=20-30,40-", 416, "", "bytes */10"),
        arguments("bytes=5-2", 400, null, null),
        arguments("bytes=", 400, null, null),
        arguments("bytes=-", 400, null, null),
        arguments("bytes=a-b", 400, null, null),
        arguments("bytes=99999999999999999999-", 416, "", "bytes */10"),
        arguments("bytes=99999999999999999999-99999999999999999999", 416, "", "bytes */10"),
        arguments("bytes=0-99999999999999999999999", 206, "0123456789", "bytes 0-9/10"),
        arguments("bytes=-99999999999999999999", 206, "0123456789", "bytes 0-9/10"),
        arguments("bytes=000000000000000000002-3", 206, "23", "bytes 2-3/10"),
        arguments("bytes=99999999999999999999-99999999999999999998", 400, null, null),
        arguments("items=0-1", 400, null, null),
        arguments("nonsense", 400, null, null));
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void rangesAreServed(String range, int status, String content, String contentRange)
      throws Exception {
    Files.createDirectories(storageDir.resolve("t/output"));
    Files.writeString(storageDir.resolve("t/output/ten.bin"), "0123456789");
    RawHttp.Response response = send("GET", "/task/result/t/file/ten.bin", AUTH, "Range: " + range);
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Content-Range")).isEqualTo(contentRange);
    if (status == 400) {
      assertThat(response.header("Content-Type")).startsWith("text/plain");
    } else {
      assertThat(response.text()).isEqualTo(content);
    }
  }

  @Test
  void ifRangeIsHonoured() throws Exception {
    publish("t", "a.mp4");
    String path = "/task/result/t/file/a.mp4";
    RawHttp.Response whole = send("GET", path, AUTH);
    for (String held : List.of(whole.header("ETag"), whole.header("Last-Modified"))) {
      assertThat(send("GET", path, AUTH, "Range: bytes=0-1", "If-Range: " + held).status())
          .isEqualTo(206);
    }
    assertThat(send("GET", path, AUTH, "Range: bytes=0-1", "If-Range: \"old\"").status())
        .isEqualTo(200);
    assertThat(send("GET", path, AUTH, "If-None-Match: " + whole.header("ETag")).status())
        .isEqualTo(200);
    assertThat(send("HEAD", path, AUTH, "Range: bytes=0-1").status()).isEqualTo(200);
  }

  @Test
  void largeAndEmptyFilesComeWhole() throws Exception {
    byte[] large = new byte[5_000_001];
    new Random(1).nextBytes(large);
    Files.createDirectories(storageDir.resolve("t/output"));
    Files.write(storageDir.resolve("t/output/large"), large);
    Files.write(storageDir.resolve("t/output/empty"), new byte[0]);
    assertThat(send("GET", "/task/result/t/file/large", AUTH).body()).isEqualTo(large);
    assertThat(
            send("GET", "/task/result/t/file/large", AUTH, "Range: bytes=1000000-4000000").body())
        .isEqualTo(Arrays.copyOfRange(large, 1_000_000, 4_000_001));
    RawHttp.Response empty = send("GET", "/task/result/t/file/empty", AUTH);
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.header("Content-Length")).isEqualTo("0");
    assertThat(send("GET", "/task/result/t/file/empty", AUTH, "Range: bytes=0-").status())
        .isEqualTo(416);
  }
}
