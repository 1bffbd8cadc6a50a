package io.mediarunner.core.media.ffmpeg;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The ffmpeg that this runner uses, found and checked at start.
 *
 * @param ffmpeg the program
 * @param ffprobe its sibling
 * @param version as it reports it, such as {@code 5.1.9-0+deb12u1}
 * @param origin where it came from, for people: configured, system or embedded
 * @param environment variables that both need, such as LD_LIBRARY_PATH for the embedded one
 */
public record FfmpegTools(
    Path ffmpeg, Path ffprobe, String version, String origin, Map<String, String> environment) {
  /** Local files only: whatever a file contains, no network is accessed. */
  private static final String PROTOCOLS = "file,crypto,data";

  /** Real media containers. No playlists: they would open other files on this machine. */
  private static final String CONTAINERS =
      "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,ogg,mp3,wav,w64,aac,flac,mxf,"
          + "aiff,caf,amr,dv,ivf,rm,h264,hevc";

  private static final String PICTURES =
      "image2,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif";

  /**
   * @throws NullPointerException if a component is null
   */
  public FfmpegTools {
    Objects.requireNonNull(ffmpeg, "ffmpeg");
    Objects.requireNonNull(ffprobe, "ffprobe");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(origin, "origin");
    environment = Map.copyOf(environment);
  }

  /**
   * The options of one input file, for ffmpeg and ffprobe: which formats and protocols are allowed.
   */
  public List<String> input(Path file) {
    return List.of(
        "-protocol_whitelist",
        PROTOCOLS,
        "-format_whitelist",
        CONTAINERS,
        "-probesize",
        "100M",
        "-analyzeduration",
        "100M",
        "-i",
        "file:" + file.toAbsolutePath());
  }

  /** The options of an input file that is a single image, such as a logo. */
  public List<String> picture(Path file) {
    return List.of(
        "-protocol_whitelist",
        PROTOCOLS,
        "-format_whitelist",
        PICTURES,
        "-i",
        "file:" + file.toAbsolutePath());
  }
}
