package io.mediarunner.core.hostile;

import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.text.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Media programs under strace, which writes down each socket and each file that they open. */
final class Trace {
  private static final Pattern SOCKET =
      Pattern.compile("\\bsocket\\(AF_INET|\\bconnect\\(.*AF_INET|\\bsend(to|msg)\\(.*AF_INET");
  private final Path folder;

  /**
   * @param folder that each traced program gets a file in
   */
  Trace(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  FfmpegTools tools() throws IOException {
    FfmpegTools real = MediaLab.tools();
    return new FfmpegTools(
        program(real.ffmpeg()), program(real.ffprobe()), real.version(), "traced", Map.of());
  }

  /** A script that becomes the program; the tracer is a process beside it, so signals reach it. */
  Path program(Path real) throws IOException {
    Path script = folder.resolve(real.getFileName() + "-traced");
    Files.writeString(
        script,
        String.format(
            Locale.ROOT,
            "#!/bin/sh%nexec strace -D -f -qq --seccomp-bpf -s 300 -e"
                + " trace=%%network,open,openat,openat2,execve -o \"%s/$$.trace\" \"%s\" \"$@\"%n",
            folder,
            real));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /**
   * What the programs have done so far.
   *
   * @param programs how many ran
   * @param sockets calls that concern the network
   * @param reads calls that open the canary's file
   */
  record Count(int programs, List<String> sockets, List<String> reads) {}

  Count count(Path canary) throws IOException {
    try (var all = Files.list(folder)) {
      List<Path> traces = all.filter(file -> file.toString().endsWith(".trace")).toList();
      return new Count(
          traces.size(),
          matching(traces, SOCKET),
          matching(traces, Pattern.compile("\\bopen.*" + Pattern.quote(canary.toString()))));
    }
  }

  private static List<String> matching(List<Path> traces, Pattern call) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path trace : traces) {
      found.addAll(
          Lines.read(trace, lines -> lines.filter(line -> call.matcher(line).find()).toList()));
    }
    return found;
  }
}
