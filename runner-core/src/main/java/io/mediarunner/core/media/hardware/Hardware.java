package io.mediarunner.core.media.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The graphics hardware of this machine, as tested.
 *
 * @param device index of the tested device, from 0
 * @param findings independent of each other; empty = nothing was tested
 */
public record Hardware(int device, List<Finding> findings) {
  /** Ends the name of a codec with 10 bits a sample. */
  static final String TEN_BITS = "-10bit";

  /** Nothing tested, nothing used. */
  public static final Hardware NONE = new Hardware(0, List.of());

  /**
   * One test.
   *
   * @param name {@code api:step}, such as {@code cuda:decode:hevc}
   * @param works whether real frames came through
   * @param detail why not, in ffmpeg's words; how, if it works
   */
  public record Finding(String name, boolean works, String detail) {
    public Finding {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(detail, "detail");
    }
  }

  public Hardware {
    findings = List.copyOf(findings);
  }

  static String deviceName(HardwareApi api) {
    return api.wireName() + ":device";
  }

  static String decodeName(HardwareApi api, String codec) {
    return api.wireName() + ":decode:" + codec;
  }

  static String scaleName(HardwareApi api) {
    return api.wireName() + ":scale";
  }

  static String encodeName(HardwareApi api) {
    return api.wireName() + ":encode:h264";
  }

  /**
   * Whether frames of that kind were decoded there. Only what was tested counts: a decoder of some
   * codec need not know all its pixel formats.
   *
   * @param codec ffprobe's name
   * @param pixelFormat ffprobe's name
   */
  public boolean decodes(HardwareApi api, String codec, String pixelFormat) {
    return switch (pixelFormat) {
      case "yuv420p", "yuvj420p" -> works(decodeName(api, codec));
      case "yuv420p10le" -> // what Quick Sync decodes is fetched as 8 bits, see HardwareApi
          api != HardwareApi.QSV && works(decodeName(api, codec + TEN_BITS));
      default -> false;
    };
  }

  /** Whether frames were scaled there. */
  public boolean scales(HardwareApi api) {
    return works(scaleName(api));
  }

  /** Whether H.264 was encoded through any api. */
  public boolean encodes() {
    return api().filter(this::encodes).isPresent();
  }

  /** Why nothing is encoded here, in ffmpeg's words. */
  public String whyNoEncoder() {
    return findings.stream()
        .filter(found -> !found.works())
        .filter(found -> found.name().contains(":encode:"))
        .findFirst()
        .or(() -> findings.stream().filter(found -> !found.works()).findFirst())
        .map(found -> found.name() + ": " + found.detail())
        .orElse("not tested");
  }

  /** Whether H.264 was encoded there. */
  public boolean encodes(HardwareApi api) {
    return works(encodeName(api));
  }

  private boolean works(String name) {
    return findings.stream().anyMatch(found -> found.name().equals(name) && found.works());
  }

  /** Whether anything at all can be used. */
  public boolean usable() {
    return api().isPresent();
  }

  /** The one to use: the first that encodes, else the first that decodes and scales. */
  public Optional<HardwareApi> api() {
    List<HardwareApi> candidates = new ArrayList<>();
    for (HardwareApi api : HardwareApi.values()) {
      if (encodes(api)) {
        return Optional.of(api);
      }
      if (scales(api) && findings.stream().anyMatch(f -> decodesAnything(api, f))) {
        candidates.add(api);
      }
    }
    return candidates.stream().findFirst();
  }

  private static boolean decodesAnything(HardwareApi api, Finding finding) {
    return finding.works() && finding.name().startsWith(api.wireName() + ":decode:");
  }

  /** One line for people, such as {@code cuda: decode h264 hevc, scale; no encode}. */
  public String summary() {
    if (findings.isEmpty()) {
      return "not tested";
    }
    return api().map(this::summary).orElse("no usable graphics hardware");
  }

  private String summary(HardwareApi api) {
    List<String> codecs =
        findings.stream()
            .filter(found -> decodesAnything(api, found))
            .map(found -> found.name().substring((api.wireName() + ":decode:").length()))
            .toList();
    List<String> parts = new ArrayList<>();
    parts.add(codecs.isEmpty() ? "no decode" : "decode " + String.join(" ", codecs));
    parts.add(scales(api) ? "scale" : "no scale");
    parts.add(encodes(api) ? "encode h264" : "no encode");
    return api.wireName() + ": " + String.join(", ", parts);
  }
}
