package io.mediarunner.core.media.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The APIs through which ffmpeg uses graphics hardware, in order of preference. */
public enum HardwareApi {
  /** NVIDIA: NVDEC, CUDA and NVENC. */
  CUDA("h264_nvenc", "scale_cuda=%d:%d:format=yuv420p", "yuv420p"),
  /** Intel Quick Sync Video. */
  QSV("h264_qsv", "vpp_qsv=w=%d:h=%d:format=nv12", "nv12"),
  /** Intel and AMD through the Video Acceleration API. */
  VAAPI("h264_vaapi", "scale_vaapi=%d:%d:format=nv12", "nv12");

  private final String encoder;
  private final String scaler;
  private final String pixelFormat;

  HardwareApi(String encoder, String scaler, String pixelFormat) {
    this.encoder = encoder;
    this.scaler = scaler;
    this.pixelFormat = pixelFormat;
  }

  /** As ffmpeg's options call it, which is also its name in reports. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The H.264 encoder. */
  public String encoder() {
    return encoder;
  }

  /** A filter that scales frames on the device; 8 bits, 4:2:0. */
  public String scale(int width, int height) {
    return String.format(Locale.ROOT, scaler, width, height);
  }

  /** Pixel format of a scaled frame once it is back in memory. */
  public String pixelFormat() {
    return pixelFormat;
  }

  /**
   * The device's name for {@code -init_hw_device} and {@code -hwaccel_device}.
   *
   * @param index from 0
   */
  public String device(int index) {
    return this == CUDA ? "" + index : "/dev/dri/renderD" + (128 + index);
  }

  /**
   * Global options that open the device for filters and encoders under the name {@code gpu}.
   *
   * @param index of the device, from 0
   */
  public List<String> open(int index) {
    String device =
        this == QSV
            ? "qsv=gpu:hw_any,child_device=" + device(index)
            : wireName() + "=gpu:" + device(index);
    return List.of("-init_hw_device", device, "-filter_hw_device", "gpu");
  }

  /**
   * Input options that decode on the device opened by {@link #open}.
   *
   * @param keepThere whether the frames stay in the device's memory
   */
  public List<String> decode(boolean keepThere) {
    List<String> options =
        new ArrayList<>(List.of("-hwaccel", wireName(), "-hwaccel_device", "gpu"));
    if (keepThere) {
      options.addAll(List.of("-hwaccel_output_format", wireName()));
    } else if (this == QSV) { // otherwise ffmpeg keeps them there all the same
      options.addAll(List.of("-hwaccel_output_format", "nv12"));
    }
    return options;
  }

  /** Filters that the encoder needs for frames in memory; may be empty. */
  public List<String> toEncoder() {
    return switch (this) {
      case CUDA -> List.of();
      case QSV -> List.of("format=nv12");
      case VAAPI -> List.of("format=nv12", "hwupload");
    };
  }
}
