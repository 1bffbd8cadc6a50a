package io.mediarunner.core.media.ffmpeg;

import io.mediarunner.core.process.ProcessRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tests what tasks need from ffmpeg: sends real frames through the encoder and looks up the rest in
 * its lists. Starts programs and waits a second or two.
 */
public final class FfmpegCheck {
  private final FfmpegTools tools;
  private final ProcessRunner runner;
  private final Set<String> deniedCodecs;

  /**
   * @param deniedCodecs that no decoder ever sees
   */
  public FfmpegCheck(FfmpegTools tools, ProcessRunner runner, Set<String> deniedCodecs) {
    this.deniedCodecs = Set.copyOf(deniedCodecs);
    this.tools = Objects.requireNonNull(tools, "tools");
    this.runner = Objects.requireNonNull(runner, "runner");
  }

  /** Every finding, the required ones first. */
  public List<ToolFinding> run() throws IOException {
    List<ToolFinding> findings = new ArrayList<>();
    findings.add(
        ToolFinding.required("binary:ffmpeg", true, tools.ffmpeg() + " (" + tools.origin() + ")"));
    findings.add(ToolFinding.required("version:ffmpeg", true, tools.version()));
    findings.add(holes());
    ProgramOutput probe = say(List.of(tools.ffprobe().toString(), "-version"));
    findings.add(
        ToolFinding.required(
            "binary:ffprobe", probe.ok(), probe.text().lines().findFirst().orElse("")));
    List<String> encode = new ArrayList<>(List.of(tools.ffmpeg().toString(), "-hide_banner"));
    encode.addAll(List.of("-nostdin", "-loglevel", "error"));
    encode.addAll(InputRules.generated("testsrc2=s=640x360:d=0.2"));
    encode.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-f", "null", "-"));
    ProgramOutput preflight = say(encode);
    findings.add(
        ToolFinding.required(
            "preflight:cpu",
            preflight.ok(),
            preflight.ok() ? "0.2 s encoded with libx264" : preflight.text().strip()));
    String encoders = list("-encoders");
    encoder(findings, encoders, "aac", true, "audio of every rendition");
    encoder(findings, encoders, "libmp3lame", true, "the MP3 of every source with audio");
    encoder(findings, encoders, "png", true, "thumbnails and overview");
    String filters = list("-filters");
    filter(findings, filters, "tile", true, "the overview");
    filter(findings, filters, "bwdif", true, "interlaced sources");
    filter(findings, filters, "overlay", true, "logos and studio");
    filter(findings, filters, "zscale", false, "without it, HDR sources get wrong colours");
    filter(findings, filters, "tonemap", false, "without it, HDR sources get wrong colours");
    String decoders = list("-decoders");
    has(findings, decoders, "cap:decoder:", "vp9", true, "WebM recordings");
    has(findings, decoders, "cap:decoder:", "hevc", true, "phone recordings");
    return findings;
  }

  private ToolFinding holes() {
    List<DecoderHole> all = DecoderHole.of(tools.version());
    boolean closed = DecoderHole.open(tools.version(), deniedCodecs).isEmpty();
    String details =
        all.isEmpty()
            ? "no known holes in its decoders"
            : "by its version, it has holes in its decoders: "
                + all
                + (closed ? "; closed by MEDIA_CODEC_DENYLIST" : "; update ffmpeg");
    return ToolFinding.optional("security:decoders", closed, details);
  }

  private void encoder(
      List<ToolFinding> findings, String listing, String name, boolean required, String use) {
    has(findings, listing, "cap:encoder:", name, required, use);
  }

  private void filter(
      List<ToolFinding> findings, String listing, String name, boolean required, String use) {
    has(findings, listing, "cap:filter:", name, required, use);
  }

  private static void has(
      List<ToolFinding> findings,
      String listing,
      String kind,
      String name,
      boolean required,
      String use) {
    boolean there = Pattern.compile("(?m)^ \\S+ " + name + " ").matcher(listing).find();
    findings.add(new ToolFinding(kind + name, there, required, use));
  }

  private String list(String what) throws IOException {
    return say(List.of(tools.ffmpeg().toString(), "-hide_banner", what)).text();
  }

  private ProgramOutput say(List<String> command) throws IOException {
    Map<String, String> environment = tools.environment();
    return ProgramOutput.of(runner, command, environment);
  }
}
