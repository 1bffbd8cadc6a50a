package io.mediarunner.core.encoding.packaging;

import io.mediarunner.core.encoding.plan.EncodePlan;
import io.mediarunner.core.encoding.plan.HlsSegments;
import io.mediarunner.core.media.Languages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The playlist that lists all renditions with their measured properties (RFC 8216, section 4.3.4).
 * The platform writes its own {@code playlist.m3u8}, so this one has another name.
 */
public final class MasterPlaylist {
  public static final String NAME = "master.m3u8";
  private static final String GROUP = "sound";
  private static final int FIRST_HEIGHT = 720;

  private MasterPlaylist() {}

  /**
   * @param renditions as checked, in the order of the plan's rungs
   */
  public static String of(EncodePlan plan, List<OutputCheck.Checked> renditions) {
    boolean fragments = plan.names().segments() == HlsSegments.FMP4;
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:");
    text.append(fragments ? 7 : 4).append("\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    boolean choice = !plan.separateAudio().isEmpty();
    if (choice) {
      Set<String> names = new HashSet<>();
      plan.tracks().forEach(track -> text.append(audio(plan, track, names)));
    }
    for (int i : order(plan)) {
      EncodePlan.Rung rung = plan.rungs().get(i);
      OutputCheck.Checked checked = renditions.get(i);
      text.append("#EXT-X-STREAM-INF:BANDWIDTH=")
          .append(checked.peakBps())
          .append(",AVERAGE-BANDWIDTH=")
          .append(checked.averageBps())
          .append(",CODECS=\"")
          .append(checked.codecs())
          .append("\",RESOLUTION=")
          .append(checked.width())
          .append('x')
          .append(checked.height())
          .append(String.format(Locale.ROOT, ",FRAME-RATE=%.3f", rung.rate().value()))
          .append(choice ? ",AUDIO=\"" + GROUP + "\"" : "")
          .append('\n')
          .append(plan.names().playlist(rung.rendition()))
          .append('\n');
    }
    return text.toString();
  }

  /** Players start with the first: 720p or the closest to it; the rest by size. */
  private static List<Integer> order(EncodePlan plan) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < plan.rungs().size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingInt(
            i -> Math.abs(plan.rungs().get(i).rendition().height() - FIRST_HEIGHT)));
    List<Integer> rest = new ArrayList<>(order.subList(1, order.size()));
    rest.sort(Comparator.naturalOrder());
    rest.add(0, order.get(0));
    return rest;
  }

  /** A track that is muxed into the renditions has no URI of its own. */
  private static String audio(EncodePlan plan, EncodePlan.Track track, Set<String> names) {
    boolean main = track.number() == 0;
    String language =
        track.language().equals(Languages.UNKNOWN) ? "" : ",LANGUAGE=\"" + track.language() + "\"";
    String flag = main ? "YES" : "NO";
    return String.format(
        Locale.ROOT,
        "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"%s\"%s,DEFAULT=%s,AUTOSELECT=YES%s\n",
        GROUP,
        unique(Languages.name(track.title(), track.language(), track.number()), names),
        language,
        flag,
        plan.separateAudio().contains(track)
            ? ",URI=\"" + plan.names().playlist(track) + "\""
            : "");
  }

  /** Names within a group must differ (RFC 8216, section 4.3.4.1.1): the second gets a number. */
  private static String unique(String name, Set<String> taken) {
    String unique = name;
    for (int number = 2; !taken.add(unique); number++) {
      unique = name + " " + number;
    }
    return unique;
  }
}
