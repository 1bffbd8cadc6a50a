package io.mediarunner.core.hostile;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Ways to name what no download may reach: the runner itself, this machine's files, metadata. */
final class HostileAddresses {
  private HostileAddresses() {}

  /**
   * All of them.
   *
   * @param canary on a port that is treated as one of the runner's own
   */
  static List<String> all(Canary canary) throws UnknownHostException {
    List<String> addresses = new ArrayList<>();
    List<String> here =
        List.of(
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "127.255.255.254",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "0x7f.1",
            "0x7f000001",
            "2130706433",
            "017700000001",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
            "①②⑦.0.0.1",
            "127。0。0。1",
            "0",
            "0.0.0.0",
            "localhost",
            "LOCALHOST.",
            "localhost.localdomain",
            "ip6-localhost",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::]",
            "[::127.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::127.0.0.1]",
            "[2002:7f00:1::]",
            "[fe80::1%25lo]",
            InetAddress.getLocalHost().getHostAddress(),
            InetAddress.getLocalHost().getHostName());
    here.forEach(host -> addresses.add("http://" + host + ":" + canary.port() + "/x.mp4"));
    addresses.addAll(
        List.of(
            "http://user:secret@127.0.0.1:" + canary.port() + "/x",
            "http://example.org@127.0.0.1:" + canary.port() + "/x",
            "http://127.0.0.1:" + canary.port() + "#@example.org/",
            "http://127.0.0.1:" + canary.port() + "\\@example.org/",
            "http:\\\\127.0.0.1:" + canary.port() + "\\x",
            "http:127.0.0.1:" + canary.port() + "/x",
            "http:///127.0.0.1:" + canary.port() + "/x",
            "\thttp://127.0.0.1:\n" + canary.port() + "/x",
            "hTTps://127.0.0.1:" + canary.port() + "/x"));
    for (String host :
        List.of(
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "0251.0376.0251.0376",
            "[::ffff:169.254.169.254]",
            "[fd00:ec2::254]",
            "[fe80::a9fe:a9fe]",
            "metadata.google.internal",
            "metadata.google.internal.")) {
      addresses.add("http://" + host + "/latest/meta-data/");
    }
    addresses.addAll(
        List.of(
            "file://" + canary.file(),
            "file:" + canary.file(),
            canary.file().toString(),
            "../../../../../.." + canary.file(),
            "concat:" + canary.file() + "|" + canary.file(),
            "concat:" + canary.url(),
            "subfile,,start,0,end,64,,:" + canary.file(),
            "data:video/mp4;base64,AAAA",
            "pipe:0",
            "fd:3",
            "lavfi:testsrc",
            "movie=" + canary.file(),
            "jar:" + canary.url() + "!/x",
            "ftp://127.0.0.1:" + canary.port() + "/x",
            "gopher://127.0.0.1:" + canary.port() + "/_x",
            "rtmp://127.0.0.1:" + canary.port() + "/x",
            "rtsp://127.0.0.1:" + canary.port() + "/x",
            "udp://127.0.0.1:" + canary.port(),
            "tcp://127.0.0.1:" + canary.port(),
            "unix:/run/x.sock",
            "hls+http://127.0.0.1:" + canary.port() + "/x",
            "-i",
            "-f lavfi",
            "",
            "http://",
            "http://?",
            "http://127.0.0.1:99999/x",
            "http://127.0.0.1:-1/x",
            "http://127.0.0.1:" + (65_536 + canary.port()) + "/x",
            "http://[::1",
            "http://a b/x",
            "http://" + "a".repeat(300) + "/x",
            "http://127.0.0.1:" + canary.port() + "/" + "a".repeat(100_000)));
    return addresses;
  }
}
