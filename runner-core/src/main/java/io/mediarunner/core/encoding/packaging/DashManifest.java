package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The DASH manifest (ISO/IEC 23009-1) of the files that the HLS playlists name: the same byte
 * ranges in another form.
 */
public final class DashManifest {
  public static final String NAME = "manifest.mpd";
  private static final int MILLIS = 1000;

  /** The media's timestamp at the beginning of the presentation. */
  private static final long FIRST = (long) HlsSegments.FIRST_TIMESTAMP_SECONDS * MILLIS;

  /**
   * One file of the manifest.
   *
   * @param file its name
   * @param codecs as in RFC 6381
   * @param averageBps bits per second, above zero
   * @param playlist its byte ranges
   */
  public record Media(String file, String codecs, long averageBps, HlsPlaylist playlist) {
    public Media {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(codecs, "codecs");
      Objects.requireNonNull(playlist, "playlist");
    }
  }

  private final EncodePlan plan;
  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  private DashManifest(EncodePlan plan) throws XMLStreamException {
    this.plan = plan;
    this.xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
  }

  /**
   * @param pictures one per rung, in the plan's order
   * @param audio one per track, in the plan's order
   */
  public static String of(EncodePlan plan, List<Media> pictures, List<Media> audio) {
    try {
      DashManifest manifest = new DashManifest(plan);
      manifest.write(pictures, audio);
      return manifest.text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e); // a StringWriter does not fail
    }
  }

  private void write(List<Media> pictures, List<Media> audio) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    start("MPD");
    xml.writeAttribute("xmlns", "urn:mpeg:dash:schema:mpd:2011");
    xml.writeAttribute("type", "static");
    xml.writeAttribute("profiles", "urn:mpeg:dash:profile:full:2011");
    xml.writeAttribute("mediaPresentationDuration", duration(plan.seconds()));
    xml.writeAttribute("minBufferTime", "PT4S");
    start("Period");
    start("AdaptationSet");
    xml.writeAttribute("contentType", "video");
    xml.writeAttribute("mimeType", "video/mp4");
    xml.writeAttribute("segmentAlignment", "true");
    xml.writeAttribute("startWithSAP", "1");
    for (int i = 0; i < pictures.size(); i++) {
      EncodePlan.Rung rung = plan.rungs().get(i);
      start("Representation");
      xml.writeAttribute("id", rung.rendition().name());
      xml.writeAttribute("width", "" + rung.width());
      xml.writeAttribute("height", "" + rung.height());
      xml.writeAttribute("frameRate", rung.rate().toString());
      media(pictures.get(i));
    }
    xml.writeEndElement();
    for (int i = 0; i < audio.size(); i++) {
      EncodePlan.Track track = plan.tracks().get(i);
      start("AdaptationSet");
      xml.writeAttribute("contentType", "audio");
      xml.writeAttribute("mimeType", "audio/mp4");
      xml.writeAttribute("lang", track.language());
      xml.writeAttribute("startWithSAP", "1");
      start("Representation");
      xml.writeAttribute("id", "sound" + i);
      xml.writeAttribute("audioSamplingRate", "48000");
      media(audio.get(i));
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  /** The rest of a Representation. */
  private void media(Media media) throws XMLStreamException {
    xml.writeAttribute("codecs", media.codecs());
    xml.writeAttribute("bandwidth", "" + media.averageBps());
    start("BaseURL");
    xml.writeCharacters(media.file());
    xml.writeEndElement();
    HlsPlaylist playlist = media.playlist();
    start("SegmentList");
    xml.writeAttribute("timescale", "" + MILLIS);
    xml.writeAttribute("presentationTimeOffset", "" + FIRST);
    start("Initialization");
    xml.writeAttribute("range", range(0, playlist.initLength()));
    xml.writeEndElement();
    start("SegmentTimeline");
    long at = FIRST;
    double end = 0;
    for (HlsPlaylist.Segment segment : playlist.segments()) {
      end += segment.seconds();
      long next = FIRST + Math.round(end * MILLIS); // rounded as a sum, so that no error adds up
      xml.writeEmptyElement("S");
      xml.writeAttribute("t", "" + at);
      xml.writeAttribute("d", "" + (next - at));
      at = next;
    }
    xml.writeEndElement();
    for (HlsPlaylist.Segment segment : playlist.segments()) {
      xml.writeEmptyElement("SegmentURL");
      xml.writeAttribute("mediaRange", range(segment.offset(), segment.length()));
    }
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private void start(String element) throws XMLStreamException {
    xml.writeStartElement(element);
  }

  /** First and last byte. */
  private static String range(long offset, long length) {
    return offset + "-" + (offset + length - 1);
  }

  private static String duration(double seconds) {
    return String.format(Locale.ROOT, "PT%.3fS", seconds);
  }
}
