package io.mediarunner.core.media.ffmpeg;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one builder of inputs: whatever ffmpeg, ffprobe or a speech engine opens is named here, with
 * the protocols, formats and decoders that it may be opened with. Pure.
 *
 * @param decoders the only ones for files from outside, comma-separated; empty text if none is
 *     denied
 */
public record InputRules(String decoders) {
  /** Frames of a source: twice 8K in both directions. */
  public static final long MOST_PIXELS = 15_360L * 8_640;

  /** A logo or another single picture: 8K. */
  public static final long MOST_PICTURE_PIXELS = 7_680L * 4_320;

  /** Local files only: whatever a file contains, no network is accessed. */
  private static final String PROTOCOLS = "file,crypto,data";

  /** Real media containers. No playlists: they would open other files on this machine. */
  private static final String CONTAINERS =
      "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,asf,ogg,mp3,wav,w64,aac,flac,mxf,"
          + "aiff,caf,amr,dv,ivf,rm,h264,hevc,"
          + "ac3,eac3,dts,truehd,loas,wv,tta,ape,au,gxf";

  private static final String PICTURES =
      "image2,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif";
  private static final Set<String> PICTURE_DECODERS =
      Set.of("png", "apng", "mjpeg", "webp", "vp8", "bmp", "tiff", "gif");

  /** Of what we produce ourselves. */
  private static final String OWN_DECODERS =
      "h264,hevc,vp8,vp9,av1,libdav1d,mpeg2video,aac,mp3,mp3float,flac,pcm_s16le";

  public InputRules {
    Objects.requireNonNull(decoders, "decoders");
  }

  /** A video or audio file from outside. */
  public List<String> source(Path file) {
    return Stream.of(
            List.of("-protocol_whitelist", PROTOCOLS, "-format_whitelist", CONTAINERS),
            List.of("-probesize", "100M", "-analyzeduration", "100M"),
            decoders.isEmpty() ? List.<String>of() : List.of("-codec_whitelist", decoders),
            List.of("-max_pixels", "" + MOST_PIXELS, "-i", name(file)))
        .flatMap(List::stream)
        .toList();
  }

  /** A single picture from outside, such as a logo. */
  public List<String> picture(Path file) {
    Set<String> allowed = Set.of(decoders.split(","));
    String pictures =
        PICTURE_DECODERS.stream()
            .filter(name -> decoders.isEmpty() || allowed.contains(name))
            .sorted()
            .collect(Collectors.joining(","));
    return List.of(
        "-protocol_whitelist",
        PROTOCOLS,
        "-format_whitelist",
        PICTURES,
        "-codec_whitelist",
        pictures.isEmpty() ? "none" : pictures,
        "-max_pixels",
        "" + MOST_PICTURE_PIXELS,
        "-i",
        name(file));
  }

  /** A file that we have produced ourselves. */
  public static List<String> own(Path file) {
    return List.of(
        "-protocol_whitelist",
        PROTOCOLS,
        "-format_whitelist",
        CONTAINERS,
        "-probesize",
        "100M",
        "-analyzeduration",
        "100M",
        "-codec_whitelist",
        OWN_DECODERS,
        "-i",
        name(file));
  }

  /** One segment of our own in NUT, whichever machine of ours has made it. */
  public static List<String> segment(Path file) {
    return List.of(
        "-f",
        "nut",
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        "nut",
        "-codec_whitelist",
        OWN_DECODERS,
        "-i",
        name(file));
  }

  /** Segments of our own in NUT, joined by a list of our own. */
  public static List<String> joined(Path list) {
    return List.of(
        "-f",
        "concat",
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        "concat,nut",
        "-codec_whitelist",
        OWN_DECODERS,
        "-i",
        name(list));
  }

  /**
   * Frames of our own, without a header.
   *
   * @param pixels ffmpeg's name of their format
   */
  public static List<String> raw(Path file, String pixels, int width, int height) {
    return List.of(
        "-f",
        "rawvideo",
        "-pixel_format",
        pixels,
        "-video_size",
        width + "x" + height,
        "-protocol_whitelist",
        "file",
        "-format_whitelist",
        "rawvideo",
        "-codec_whitelist",
        "rawvideo",
        "-i",
        name(file));
  }

  /** What a filter of ffmpeg generates; reads no file. */
  public static List<String> generated(String graph) {
    return List.of(
        "-protocol_whitelist", "file", "-format_whitelist", "lavfi", "-f", "lavfi", "-i", graph);
  }

  /** Audio of our own for a speech engine: always WAV, made by ffmpeg from the source. */
  public static List<String> audio(Path wav) {
    return List.of("-f", wav.toString());
  }

  private static String name(Path file) {
    return "file:" + file.toAbsolutePath();
  }
}
