package io.mediarunner.core.encoding.run;

import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.ffmpeg.FfmpegTools;
import io.mediarunner.core.media.hardware.Hardware;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A graphics card that decodes and is not there: an ffmpeg that runs commands for the CPU as the
 * real one does, and those for hardware as the card would.
 */
public final class FakeDevice {
  /** What is said of the card: it decodes H.264 and has no encoder. */
  public static final Hardware DECODER =
      new Hardware(
          0,
          List.of(
              new Hardware.Finding("cuda:decode:h264", true, ""),
              new Hardware.Finding("cuda:scale", true, "")));

  /** Without what only the card understands, the command does the same on the CPU. */
  private static final String WITHOUT_CARD =
      """
      args=()
      while [ $# -gt 0 ]; do
        case "$1" in
          -init_hw_device|-filter_hw_device|-hwaccel|-hwaccel_device|-hwaccel_output_format) shift;;
          *) args+=("$1");;
        esac
        shift
      done
      """;

  private FakeDevice() {}

  /** A card that cannot be opened. */
  public static FfmpegTools absent(Path folder) throws Exception {
    return tools(
        folder,
        """
        echo '[AVHWDeviceContext @ 0x1] [error] Cannot load libcuda.so.1'
        exit 171
        """);
  }

  /** A card that fails once a file has appeared beside what is being written. */
  public static FfmpegTools failingOnceThereIs(String file, Path folder) throws Exception {
    return tools(
        folder,
        WITHOUT_CARD
            + String.format(
                Locale.ROOT,
                """
            "%s" "${args[@]}" & child=$!
            until [ -e '%s' ]; do
              kill -0 $child 2> /dev/null || { echo 'ended too early'; exit 9; }
              sleep 0.05
            done
            kill -9 $child
            echo '[h264 @ 0x1] [error] cuvidMapVideoFrame failed -> CUDA_ERROR_LAUNCH_FAILED' >&2
            exit 1
            """,
                MediaLab.tools().ffmpeg(),
                file));
  }

  /** A card that does its part, and whose result then fails in a later step, once. */
  public static FfmpegTools failingLater(String argumentOfStep, Path folder) throws Exception {
    Path failed = folder.resolve("failed");
    return tools(
        folder,
        WITHOUT_CARD + "exec '" + MediaLab.tools().ffmpeg() + "' \"${args[@]}\"\n",
        String.format(
            Locale.ROOT,
            """
        case " $* " in *' %s '*)
          [ -e '%s' ] || { touch '%s'; echo '[error] the picture makes no sense'; exit 1; };;
        esac
        """,
            argumentOfStep,
            failed,
            failed));
  }

  /** A card that stops delivering frames and reports success. */
  public static FfmpegTools losingFrames(Path folder) throws Exception {
    return tools(
        folder,
        WITHOUT_CARD
            + String.format(
                Locale.ROOT,
                """
            for i in "${!args[@]}"; do
              [ "${args[$i]}" != -i ] || { args=("${args[@]:0:$i}" -t 0.5 "${args[@]:$i}"); break; }
            done
            for i in "${!args[@]}"; do
              [ "${args[$i]}" != -filter_complex ] || args[$((i+1))]="${args[$((i+1))]//apad/anull}"
            done
            exec "%s" "${args[@]}"
            """,
                MediaLab.tools().ffmpeg()));
  }

  /** A card that hangs. */
  public static FfmpegTools hanging(Path folder) throws Exception {
    return tools(folder, "exec sleep 300\n");
  }

  private static FfmpegTools tools(Path folder, String onHardware) throws Exception {
    return tools(folder, onHardware, "");
  }

  private static FfmpegTools tools(Path folder, String onHardware, String onCpu) throws Exception {
    FfmpegTools real = MediaLab.tools();
    Path script = Files.createTempDirectory(folder, "card").resolve("ffmpeg");
    Files.writeString(
        script,
        "#!/bin/bash\nif [[ \" $* \" == *' -init_hw_device '* ]]; then\n"
            + onHardware
            + "fi\n"
            + onCpu
            + "exec '"
            + real.ffmpeg()
            + "' \"$@\"\n");
    script.toFile().setExecutable(true);
    return new FfmpegTools(
        script, real.ffprobe(), real.version(), real.origin(), real.environment());
  }
}
