package io.mediarunner.core.hostile;

import io.mediarunner.core.media.MediaLab;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Containers that refer to other files, lie about themselves, are cut off or are damaged. */
final class HostileContainers {
  private static final List<String> COMMON =
      List.of(
          "mp4", "mov", "mkv", "webm", "avi", "ts", "flv", "ogg", "wav", "mp3", "flac", "mxf",
          "wmv", "aac");
  private static final long SEED = 17;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final MediaLab lab;
  private final Canary canary;

  private HostileContainers(MediaLab lab, Canary canary) {
    this.lab = lab;
    this.canary = canary;
  }

  /** By name; the clips that they are made of come from the real ffmpeg. */
  static Map<String, byte[]> all(MediaLab lab, Canary canary) throws Exception {
    HostileContainers containers = new HostileContainers(lab, canary);
    containers.damaged();
    containers.references();
    containers.lies();
    containers.nothing();
    return containers.files;
  }

  static Path clip(MediaLab lab, String extension) throws Exception {
    String video = "-f lavfi -i testsrc2=s=64x64:r=25:d=1 ";
    String audio = "-f lavfi -i sine=d=1 ";
    String name = "clean." + extension;
    return switch (extension) {
      case "wav", "mp3", "flac", "aac" -> lab.clip(name, audio + "-shortest");
      case "webm" -> lab.clip(name, video + audio + "-c:v libvpx -deadline realtime -c:a libopus");
      case "ogg" -> lab.clip(name, audio + "-c:a libvorbis");
      case "mxf" -> lab.clip(name, video + audio + "-c:v mpeg2video -c:a pcm_s16le -ar 48000");
      case "flv" -> lab.clip(name, video + audio + "-c:v flv -c:a aac");
      default -> lab.clip(name, video + audio);
    };
  }

  private void damaged() throws Exception {
    for (String extension : COMMON) {
      byte[] clean = Files.readAllBytes(clip(lab, extension));
      files.put("half." + extension, Arrays.copyOf(clean, clean.length / 2));
      files.put("head." + extension, Arrays.copyOf(clean, Math.min(64, clean.length)));
      byte[] tail = Arrays.copyOfRange(clean, clean.length / 3, clean.length);
      files.put("tail." + extension, tail);
      files.put("flipped." + extension, flipped(clean, 0, 200));
      files.put(
          "flipped-head." + extension,
          flipped(Arrays.copyOf(clean, clean.length), clean.length - 512, 40));
    }
  }

  /** With random bytes, none of them in the last {@code spared}. */
  private static byte[] flipped(byte[] clean, int spared, int count) {
    byte[] bytes = clean.clone();
    Random random = new Random(SEED);
    for (int i = 0; i < count; i++) {
      bytes[random.nextInt(Math.max(1, bytes.length - Math.max(0, spared)))] =
          (byte) random.nextInt();
    }
    return bytes;
  }

  private void references() throws Exception {
    byte[] mov = Files.readAllBytes(clip(lab, "mov"));
    files.put(
        "dref-url-http.mov",
        reference(mov, "url ", new Bytes().big(0).text(canary.url() + "\0").bytes()));
    files.put(
        "dref-url-file.mov",
        reference(mov, "url ", new Bytes().big(0).text("file://" + canary.file() + "\0").bytes()));
    files.put("dref-alis.mov", reference(mov, "alis", alias()));
    files.put("rmra.mov", referenceMovie());
    files.put("gab2.avi", subtitleWithPlaylist());
    Path font =
        Files.write(
            lab.clip("font.wav", "-f lavfi -i sine=d=0.1").resolveSibling("a.ttf"), new byte[9]);
    Path subtitle = Files.writeString(font.resolveSibling("s.ass"), ass());
    Path attached =
        lab.clip(
            "attached.mkv",
            "-f lavfi -i testsrc2=s=64x64:r=25:d=1 -i "
                + subtitle
                + " -attach "
                + font
                + " -metadata:s:t mimetype=application/x-truetype-font");
    files.put("attached.mkv", Files.readAllBytes(attached));
    Path tagged =
        lab.clip(
            "tagged.mp4",
            "-f lavfi -i testsrc2=s=64x64:r=25:d=1 -f lavfi -i sine=d=1 -metadata title=concat:"
                + canary.file()
                + " -metadata comment=%{localtime}'\"\\:;[in]movie="
                + canary.file()
                + " -metadata:s:a:0 title=../../%d");
    files.put("tagged.mp4", Files.readAllBytes(tagged));
  }

  private String ass() {
    return """
 [Script Info]
 ScriptType: v4.00+
 [V4+ Styles]
 Format: Name, Fontname
 Style: Default,"""
        + canary.file()
        + "\n[Events]\nFormat: Start, End, Text\nDialogue: 0:00:00.00,0:00:01.00,{\\fn"
        + canary.file()
        + "}x\n";
  }

  /** The data reference "self" replaced; the sizes of the boxes around it grow. */
  private static byte[] reference(byte[] mov, String type, byte[] content) {
    String text = new String(mov, StandardCharsets.ISO_8859_1);
    int dref = text.lastIndexOf("dref") - 4;
    int old = ByteBuffer.wrap(mov).getInt(dref);
    byte[] replacement =
        Bytes.box("dref", new Bytes().big(0, 1).all(Bytes.box(type, content)).bytes());
    ByteBuffer all =
        ByteBuffer.wrap(
            new Bytes()
                .all(Arrays.copyOf(mov, dref))
                .all(replacement)
                .all(Arrays.copyOfRange(mov, dref + old, mov.length))
                .bytes());
    for (String around : List.of("moov", "trak", "mdia", "minf", "dinf")) {
      int box = text.lastIndexOf(around, dref) - 4;
      all.putInt(box, all.getInt(box) + replacement.length - old);
    }
    return all.array();
  }

  /** A Macintosh alias with a path of Unix, as mov.c of ffmpeg reads it (type 18). */
  private byte[] alias() {
    byte[] path = canary.file().toString().getBytes(StandardCharsets.UTF_8);
    Bytes alias = new Bytes().big(0).zeros(4).text("\0\u0096").text("\0\u0002").zeros(130);
    alias
        .text("\0\u0012")
        .text("" + (char) (path.length >> 8) + (char) (path.length & 0xff))
        .all(path);
    return alias.text("\u00ff\u00ff\0\0").bytes();
  }

  private byte[] referenceMovie() {
    byte[] address = Bytes.of(canary.url() + "\0").bytes();
    byte[] reference =
        Bytes.box("rdrf", new Bytes().big(0).text("url ").big(address.length).all(address).bytes());
    byte[] movie = Bytes.box("rmra", Bytes.box("rmda", reference));
    return new Bytes()
        .all(Bytes.box("ftyp", Bytes.of("qt  ").big(0).text("qt  ").bytes()))
        .all(Bytes.box("moov", movie))
        .bytes();
  }

  /** A stream of text in an AVI that holds a playlist: demuxers open it as a file of its own. */
  private byte[] subtitleWithPlaylist() {
    byte[] playlist =
        Bytes.of(
                "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\n"
                    + canary.url()
                    + "\n#EXT-X-ENDLIST\n")
            .bytes();
    byte[] gab2 =
        Bytes.of("GAB2\0\u0002\0")
            .little(2)
            .text("a\0")
            .text("\u0004\0")
            .little(playlist.length)
            .all(playlist)
            .bytes();
    byte[] streamHeader = chunk("strh", Bytes.of("txts").zeros(16).little(1, 1).zeros(28).bytes());
    byte[] stream =
        list("strl", new Bytes().all(streamHeader).all(chunk("strf", new byte[0])).bytes());
    byte[] header =
        chunk("avih", new Bytes().little(40_000, 0, 0, 0, 1, 0, 1, 0, 64, 64).zeros(16).bytes());
    byte[] body =
        new Bytes()
            .all(list("hdrl", new Bytes().all(header).all(stream).bytes()))
            .all(list("movi", chunk("00tx", gab2)))
            .bytes();
    return Bytes.of("RIFF").little(4 + body.length).text("AVI ").all(body).bytes();
  }

  private static byte[] chunk(String type, byte[] content) {
    return Bytes.of(type).little(content.length).all(content).zeros(content.length % 2).bytes();
  }

  private static byte[] list(String type, byte[] content) {
    return chunk("LIST", Bytes.of(type).all(content).bytes());
  }

  private void lies() throws Exception {
    byte[] wav = Files.readAllBytes(clip(lab, "wav"));
    files.put("size-maximum.wav", patched(wav, ByteOrder.LITTLE_ENDIAN, "data", 4, -1));
    files.put("size-zero.wav", patched(wav, ByteOrder.LITTLE_ENDIAN, "data", 4, 0));
    files.put(
        "rate-maximum.wav", patched(wav, ByteOrder.LITTLE_ENDIAN, "fmt ", 12, Integer.MAX_VALUE));
    byte[] avi = Files.readAllBytes(clip(lab, "avi"));
    files.put("size-maximum.avi", patched(avi, ByteOrder.LITTLE_ENDIAN, "movi", -4, -1));
    files.put(
        "index-maximum.avi", patched(avi, ByteOrder.LITTLE_ENDIAN, "idx1", 4, Integer.MAX_VALUE));
    files.put("rate-zero.avi", patched(avi, ByteOrder.LITTLE_ENDIAN, "avih", 8, 0));
    byte[] mp4 = Files.readAllBytes(clip(lab, "mp4"));
    for (String table : List.of("stsz", "stco", "stts", "stsc", "ctts")) {
      int count = table.equals("stsz") ? 12 : 8;
      files.put(table + "-maximum.mp4", patched(mp4, ByteOrder.BIG_ENDIAN, table, count, -1));
    }
    files.put("timescale-zero.mp4", patched(mp4, ByteOrder.BIG_ENDIAN, "mvhd", 16, 0));
    files.put("timescale-one.mp4", patched(mp4, ByteOrder.BIG_ENDIAN, "mdhd", 16, 1));
    files.put(
        "delta-maximum.mp4", patched(mp4, ByteOrder.BIG_ENDIAN, "stts", 16, Integer.MAX_VALUE));
    files.put("pixels-maximum.mp4", patched(mp4, ByteOrder.BIG_ENDIAN, "avc1", 28, -1));
    byte[] nested = new byte[0];
    for (int i = 0; i < 2_000; i++) {
      nested = Bytes.box("moov", nested);
    }
    files.put("nested.mp4", nested);
    files.put(
        "unknown-size.mkv",
        Bytes.of(
                "\u001aE\u00df\u00a3\u0080\u0018S\u0080g\u0001\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")
            .text("\u001fC\u00b6u\u0001\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff".repeat(10_000))
            .bytes());
    files.put(
        "pages.ogg",
        Bytes.of(
                "OggS\0\u0002"
                    .concat("\0".repeat(20))
                    .concat("\u00ff")
                    .concat("\u00ff".repeat(255))
                    .repeat(2_000))
            .bytes());
    files.put("magicyuv.avi", Bytes.of("RIFF\0\0\0\0AVI LIST").zeros(64).text("MAGY").bytes());
    files.put("chapters.mkv", chapters(20_000));
    files.put("packets.aac", packets(100_000));
  }

  private static byte[] patched(
      byte[] clean, ByteOrder order, String after, int offset, int value) {
    byte[] bytes = clean.clone();
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(after);
    if (at < 0) {
      throw new IllegalStateException("no " + after);
    }
    ByteBuffer.wrap(bytes).order(order).putInt(at + offset, value);
    return bytes;
  }

  private byte[] chapters(int count) throws Exception {
    StringBuilder text = new StringBuilder(";FFMETADATA1\n");
    for (int i = 0; i < count; i++) {
      text.append("[CHAPTER]\nTIMEBASE=1/1000000\nSTART=" + i + "\nEND=" + (i + 1) + "\ntitle=c\n");
    }
    Path list = Files.writeString(clip(lab, "wav").resolveSibling("chapters.txt"), text);
    return Files.readAllBytes(
        lab.clip(
            "chapters.mkv", "-f lavfi -i sine=d=1 -i " + list + " -map_metadata 1 -c:a pcm_s16le"));
  }

  /** Frames of AAC without content, 7 bytes of ADTS and a few more each. */
  private static byte[] packets(int count) {
    byte[] frame = {
      (byte) 0xff, (byte) 0xf1, 0x50, (byte) 0x80, 0x01, 0x7f, (byte) 0xfc, 0x21, 0x10, 0x04, 0x60
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  private void nothing() {
    files.put("empty.mp4", new byte[0]);
    files.put("one-byte.mp4", new byte[] {0});
    files.put("zeros.mp4", new byte[1 << 20]);
    byte[] ones = new byte[1 << 20];
    Arrays.fill(ones, (byte) -1);
    files.put("ones.mp4", ones);
    byte[] noise = new byte[1 << 20];
    new Random(SEED).nextBytes(noise);
    files.put("noise.mp4", noise);
    files.put("ftyp.mp4", Bytes.box("ftyp", Bytes.of("isom").big(0).bytes()));
    files.put("riff.avi", Bytes.of("RIFF").little(-1).text("AVI ").bytes());
    files.put("document.pdf", Bytes.of("%PDF-1.7\n1 0 obj <</F (" + canary.file() + ")>>").bytes());
    files.put("image%03d.mp4", Bytes.of("\u00ff\u00d8\u00ff").bytes());
    files.put("line\nbreak'\"$(id).mp4", Bytes.of("name").bytes());
    files.put("-i " + canary.url().replace('/', '_') + ".mp4", Bytes.of("name").bytes());
  }
}
