package io.mediarunner.launcher.demo;

import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.ProcessStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Test videos, made by ffmpeg: moving test picture, counter, tone. */
public final class DemoVideo {
  /** Length of the demo's video. */
  public static final int SECONDS = 10;

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private DemoVideo() {}

  /**
   * @param seconds its length
   * @throws IOException if ffmpeg cannot make it; the message holds what ffmpeg said
   */
  public static void make(FfmpegTools tools, ProcessRunner runner, Path file, int seconds)
      throws IOException {
    make(tools, runner, file, "testsrc2=s=1280x720:r=25:d=" + seconds, seconds);
  }

  /**
   * As from a camera: smaller, and another picture.
   *
   * @param seconds its length
   * @throws IOException if ffmpeg cannot make it; the message holds what ffmpeg said
   */
  public static void makeCamera(FfmpegTools tools, ProcessRunner runner, Path file, int seconds)
      throws IOException {
    make(tools, runner, file, "smptehdbars=s=640x480:r=25:d=" + seconds, seconds);
  }

  private static void make(
      FfmpegTools tools, ProcessRunner runner, Path file, String picture, int seconds)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tools.ffmpeg().toString(), "-hide_banner", "-nostdin", "-v", "error"));
    command.addAll(List.of("-y", "-protocol_whitelist", "file", "-f", "lavfi"));
    command.addAll(List.of("-i", picture, "-f", "lavfi"));
    command.addAll(List.of("-i", "sine=frequency=440:beep_factor=4:r=48000:d=" + seconds));
    command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"));
    command.addAll(List.of("-c:a", "aac", "file:" + file));
    Path toolLog = file.resolveSibling("demo-video.log");
    try {
      ProcessExit exit =
          runner
              .start(
                  new ProcessSpec(
                      command,
                      file.getParent(),
                      tools.environment(),
                      toolLog,
                      toolLog,
                      LIMIT,
                      Duration.ofSeconds(2),
                      0))
              .exit()
              .toCompletableFuture()
              .join();
      if (!(exit instanceof ProcessExit.Done)) {
        throw new IOException(
            "ffmpeg could not generate the test video: " + Files.readString(toolLog));
      }
    } catch (ProcessStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
