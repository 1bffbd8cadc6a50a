package io.mediarunner.core.fleet.order;

import java.util.Objects;

/**
 * What a member says of itself.
 *
 * @param name the same with every call, unique in the fleet
 * @param version of Media Runner
 * @param ffmpeg its version
 * @param room whether it would take a piece now
 */
public record Member(String name, String version, String ffmpeg, boolean room) {
  /**
   * @throws IllegalArgumentException if a text is none that a member would send
   */
  public Member {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    if (!name.matches("[A-Za-z0-9._:-]{1,100}")
        || version.length() > 100
        || ffmpeg.length() > 200) {
      throw new IllegalArgumentException("member: a name of letters, digits and . _ : -");
    }
  }
}
