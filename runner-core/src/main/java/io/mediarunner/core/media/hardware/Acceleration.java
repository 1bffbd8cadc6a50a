package io.mediarunner.core.media.hardware;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which steps of one encode run on graphics hardware; all others run on the CPU.
 *
 * @param api through which
 * @param device index, from 0
 * @param decode whether the source is decoded there
 * @param scale whether its frames are halved there, which requires decoding there and no other
 *     filter
 * @param encode whether the renditions are encoded there
 */
public record Acceleration(
    Optional<HardwareApi> api, int device, boolean decode, boolean scale, boolean encode) {
  /** Everything on the CPU. */
  public static final Acceleration NONE =
      new Acceleration(Optional.empty(), 0, false, false, false);

  /**
   * What an encode asks of the hardware.
   *
   * @param codec of the source's video, as ffprobe calls it; empty text without video
   * @param pixelFormat of its frames, likewise; empty text where unknown
   * @param halved whether hardware can do a part of the scaling: frames are made much smaller, and
   *     not rotated, deinterlaced, tone-mapped, overlaid or held for long
   */
  public record Need(String codec, String pixelFormat, boolean halved) {
    public Need {
      Objects.requireNonNull(codec, "codec");
      Objects.requireNonNull(pixelFormat, "pixelFormat");
    }
  }

  /**
   * @throws IllegalArgumentException if a step is set without an api, or scaling without decoding
   */
  public Acceleration {
    Objects.requireNonNull(api, "api");
    if ((api.isEmpty() && (decode || scale || encode)) || (scale && !decode)) {
      throw new IllegalArgumentException("scale: only with decode, and both only with an api");
    }
  }

  /** The part of the available hardware that serves such an encode. */
  public static Acceleration choose(Hardware hardware, Need need) {
    Optional<HardwareApi> found = hardware.api();
    if (found.isEmpty() || need.codec().isEmpty()) {
      return NONE;
    }
    HardwareApi api = found.get();
    boolean decode = hardware.decodes(api, need.codec(), need.pixelFormat());
    boolean scale = decode && need.halved() && hardware.scales(api);
    boolean encode = hardware.encodes(api);
    return decode || encode
        ? new Acceleration(found, hardware.device(), decode, scale, encode)
        : NONE;
  }

  /** Whether anything runs on hardware. */
  public boolean any() {
    return api.isPresent();
  }

  /** Each step and where it runs: {@code cpu} or the api's name. */
  public Map<String, String> toMap() {
    Map<String, String> steps = new LinkedHashMap<>();
    steps.put("decode", where(decode));
    steps.put("scale", where(scale));
    steps.put("encode", where(encode));
    return steps;
  }

  /** The same for people: {@code decode on cuda, scale on cpu, encode on cuda}. */
  public String inWords() {
    return toMap().entrySet().stream()
        .map(step -> step.getKey() + " on " + step.getValue())
        .collect(Collectors.joining(", "));
  }

  private String where(boolean there) {
    return there ? api.orElseThrow().wireName() : "cpu";
  }
}
