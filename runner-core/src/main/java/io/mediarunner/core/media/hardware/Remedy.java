package io.mediarunner.core.media.hardware;

import java.util.Arrays;
import java.util.regex.Pattern;

/** What an operator can do about a test that failed, by what ffmpeg said. Pure. */
public enum Remedy {
  OLD_DRIVER(
      "Driver does not support the required nvenc API version",
      "install a driver of that version or newer, or an older ffmpeg"
          + " (apt-get install ffmpeg), which is then tried too"),
  NO_DRIVER(
      "Cannot load libcuda|Could not dynamically load CUDA",
      "install the NVIDIA driver; start a container with --gpus all"),
  NO_VIDEO_LIBRARY(
      "Cannot load (libnvcuvid|libnvidia-encode)|Failed loading nvcuvid",
      "install the driver's libnvcuvid1 and libnvidia-encode1; start a container with"
          + " NVIDIA_DRIVER_CAPABILITIES=compute,video,utility"),
  NO_SUCH_DEVICE(
      "CUDA_ERROR_NO_DEVICE|CUDA_ERROR_INVALID_DEVICE|invalid device ordinal",
      "compare GPU_CUDA_VISIBLE_DEVICES and GPU_HWACCEL_DEVICE with what nvidia-smi lists"),
  NO_ENCODER(
      "No capable devices found|OpenEncodeSessionEx failed|unsupported device",
      "none: this card has no encoder, as most of those for data centres; it decodes, and x264"
          + " encodes on the CPU"),
  NO_DECODER(
      "Hardware is lacking required capabilities|No support for codec",
      "none: this card cannot decode such videos; the CPU does"),
  NOT_IN_BUILD(
      "Unknown encoder|Unrecognized hwaccel|Invalid hwaccel|No such filter|Unknown decoder"
          + "|Invalid device specification|unknown device type",
      "use an ffmpeg that was built with it: set FFMPEG_PATH, or run 'apt-get install ffmpeg'"),
  NO_DISPLAY(
      "No VA display found|Failed to open .*/dev/dri|Permission denied",
      "check that the card's /dev/dri/renderD* file exists (GPU_HWACCEL_DEVICE selects it) and that"
          + " the runner's user is in its group, usually 'render'; start a container with"
          + " --device /dev/dri"),
  NO_VA_DRIVER(
      "Failed to initiali[sz]e VAAPI|vaInitialize failed|libva",
      "install the card's VAAPI driver, such as intel-media-va-driver or mesa-va-drivers"),
  NO_QSV(
      "Error creating a? ?(MFX|QSV|Media SDK) session|MFX",
      "install Intel's runtime (libmfx-gen1.2 or libmfx1) and its VAAPI driver"),
  HANGS(
      "took more than", "look at the kernel's messages (dmesg); restart the driver or the machine"),
  UNKNOWN("", "see whether nvidia-smi or vainfo finds the card");

  private final Pattern reason;
  private final String text;

  Remedy(String reason, String text) {
    this.reason = Pattern.compile(reason);
    this.text = text;
  }

  /** The one for a reason, as {@link Hardware.Finding#detail} gives it. */
  public static Remedy of(String reason) {
    return Arrays.stream(values())
        .filter(remedy -> remedy.reason.matcher(reason).find())
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** In words for an operator. */
  public String text() {
    return text;
  }
}
