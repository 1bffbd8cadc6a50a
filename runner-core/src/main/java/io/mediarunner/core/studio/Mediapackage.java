package io.mediarunner.core.studio;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javax.xml.stream.XMLStreamReader;

/**
 * The parts of an Opencast Mediapackage that matter here. URLs are as written, unchecked, possibly
 * relative.
 *
 * @param layout the root's attribute {@code presenter}, unchecked
 * @param presentation address of the screen recording
 * @param presenter address of the camera recording
 * @param cutting address of the SMIL file with the cuts
 */
public record Mediapackage(
    Optional<String> layout,
    Optional<String> presentation,
    Optional<String> presenter,
    Optional<String> cutting) {
  private static final String NAMESPACE = "http://mediapackage.opencastproject.org";
  private static final String CUTTING = "smil/cutting";

  /** Tried in this order if there is no {@code source} flavour. */
  private static final List<String> FALLBACKS = List.of("prepared", "work", "delivery");

  /**
   * @throws NullPointerException if a component is null
   */
  public Mediapackage {
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(presentation, "presentation");
    Objects.requireNonNull(presenter, "presenter");
    Objects.requireNonNull(cutting, "cutting");
  }

  /**
   * Reads the file.
   *
   * @throws TaskFailedException {@code MEDIAPACKAGE_INVALID} if it is not acceptable XML, {@code
   *     MEDIAPACKAGE_EMPTY} if it has no recording
   * @throws IOException if the file cannot be read
   */
  public static Mediapackage read(Path file) throws TaskFailedException, IOException {
    Collector collector = new Collector();
    SafeXml.read(file, "Mediapackage", NAMESPACE, collector);
    Mediapackage found = collector.mediapackage();
    if (found.presentation.isEmpty() && found.presenter.isEmpty()) {
      throw new TaskFailedException(
          FailureCode.MEDIAPACKAGE_EMPTY,
          "The Mediapackage has no presenter or presentation track.");
    }
    return found;
  }

  /** What it names, for people; without addresses, which may hold signatures. */
  String inWords() {
    List<String> named = new ArrayList<>();
    presentation.ifPresent(url -> named.add("a presentation"));
    presenter.ifPresent(url -> named.add("a presenter"));
    cutting.ifPresent(url -> named.add("a cutting list"));
    return String.join(", ", named) + layout.map(name -> ", layout " + name).orElse("");
  }

  /** A track or catalog: its {@code type} and the text of its {@code url}. */
  private static final class Entry {
    private final String type;
    private String url = "";

    private Entry(String type) {
      this.type = type;
    }
  }

  private static final class Collector implements SafeXml.Handler {
    private final List<Entry> tracks = new ArrayList<>();
    private final List<Entry> catalogs = new ArrayList<>();
    private Optional<String> layout = Optional.empty();

    @Override
    public void begin(Deque<String> ancestors, XMLStreamReader element) {
      if (ancestors.isEmpty()) {
        layout =
            Optional.ofNullable(element.getAttributeValue(null, "presenter"))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        return;
      }
      if (!NAMESPACE.equals(element.getNamespaceURI()) || ancestors.size() != 2) {
        return;
      }
      String name = ancestors.peek() + "/" + element.getLocalName();
      String type = Objects.requireNonNullElse(element.getAttributeValue(null, "type"), "");
      if (name.equals("media/track")) {
        tracks.add(new Entry(type));
      } else if (name.equals("metadata/catalog")) {
        catalogs.add(new Entry(type));
      }
    }

    @Override
    public void text(Deque<String> path, String text) {
      if (path.size() != 4) {
        return;
      }
      List<String> names = List.copyOf(path); // the innermost first
      if (names.subList(0, 3).equals(List.of("url", "track", "media"))) {
        tracks.get(tracks.size() - 1).url = text;
      } else if (names.subList(0, 3).equals(List.of("url", "catalog", "metadata"))) {
        catalogs.get(catalogs.size() - 1).url = text;
      }
    }

    private Mediapackage mediapackage() {
      boolean recorded = tracks.stream().anyMatch(track -> track.type.endsWith("/source"));
      return new Mediapackage(
          layout,
          recorded ? last(tracks, "presentation/source"::equals) : fallback("presentation/"),
          recorded ? last(tracks, "presenter/source"::equals) : fallback("presenter/"),
          last(
              catalogs.stream().filter(catalog -> !catalog.url.isEmpty()).toList(),
              CUTTING::equals));
    }

    private Optional<String> fallback(String flavour) {
      for (String stage : FALLBACKS) {
        Optional<String> url = last(tracks, (flavour + stage)::equals);
        if (url.isPresent()) {
          return url;
        }
      }
      return last(tracks, type -> type.startsWith(flavour));
    }

    /** The last one counts, even if it is empty. */
    private static Optional<String> last(List<Entry> entries, Predicate<String> type) {
      return entries.stream()
          .filter(entry -> type.test(entry.type))
          .reduce((earlier, later) -> later)
          .map(entry -> entry.url)
          .filter(url -> !url.isEmpty());
    }
  }
}
