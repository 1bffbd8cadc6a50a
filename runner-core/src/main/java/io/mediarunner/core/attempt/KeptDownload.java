package io.mediarunner.core.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.fetch.FetchedSource;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.WebUrl;
import io.mediarunner.core.workspace.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A complete download and the note next to it that lets a later attempt recognise it, so that a
 * runner that dies during an encode need not download the source again.
 */
final class KeptDownload {
  private static final String NOTE = "fetched.json";

  private KeptDownload() {}

  /** Records that a download is complete. */
  static void keep(Path folder, String url, FetchedSource source) throws IOException {
    DurableFiles.write(
        folder.resolve(NOTE),
        Json.text(
            Map.of(
                "url", url,
                "file", source.file().getFileName().toString(),
                "name", source.name(),
                "bytes", source.bytes(),
                "address", source.address().text())));
  }

  /** The download of exactly this URL in a folder; empty unless it is complete. */
  static Optional<FetchedSource> find(Path folder, String url) throws IOException {
    Path note = folder.resolve(NOTE);
    if (!Files.isRegularFile(note)) {
      return Optional.empty();
    }
    JsonNode json = Json.read(note);
    Path file = folder.resolve(json.path("file").asText()).normalize();
    boolean whole =
        json.path("url").asText().equals(url)
            && folder.equals(file.getParent())
            && Files.isRegularFile(file)
            && Files.size(file) == json.path("bytes").asLong();
    try {
      WebUrl address = WebUrl.parse(json.path("address").asText(url));
      return whole
          ? Optional.of(
              new FetchedSource(
                  file, json.path("name").asText(), json.path("bytes").asLong(), address))
          : Optional.empty();
    } catch (InvalidUrlException e) {
      return Optional.empty(); // downloads it again, which says what is wrong
    }
  }
}
