package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediapackageTest {
  private static final String ROOT =
      "<mediapackage xmlns=\"http://mediapackage.opencastproject.org\"%s>%s</mediapackage>";
  private static final String BASE = "http://host/events/42/package.xml?token=1";
  @TempDir private Path folder;

  private Mediapackage read(String xml) throws Exception {
    return Mediapackage.read(Files.writeString(folder.resolve("package.xml"), xml));
  }

  private Mediapackage tracks(String tracks) throws Exception {
    return read(String.format(Locale.ROOT, ROOT, "", "<media>" + tracks + "</media>"));
  }

  private static String track(String type, String url) {
    return "<track type=\""
        + type
        + "\"><mimetype>video/mp4</mimetype><url>"
        + url
        + "</url></track>";
  }

  private void assertRefused(String xml, FailureCode code) {
    assertThatThrownBy(() -> read(xml))
        .isInstanceOfSatisfying(
            TaskFailedException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }

  @Test
  void readsLayoutTracksAndCuttingList() throws Exception {
    Mediapackage found =
        read(
            String.format(
                Locale.ROOT,
                ROOT,
                " presenter=\"pipb\"",
                "<media>"
                    + track("presentation/source", "\n http://h/p.mp4 ")
                    + track("presenter/source", "http://h/c.webm")
                    + track("presenter/delivery", "http://h/other.mp4")
                    + "</media><metadata><catalog type=\"dublincore/episode\"><url>x</url></catalog>"
                    + "<catalog type=\"smil/cutting\"><url>http://h/cut.smil</url></catalog>"
                    + "</metadata>"));

    assertThat(found.layout()).contains("pipb");
    assertThat(found.presentation()).contains("http://h/p.mp4");
    assertThat(found.presenter()).contains("http://h/c.webm");
    assertThat(found.cutting()).contains("http://h/cut.smil");
  }

  @Test
  void takesTheLastOfTwoTracks() throws Exception {
    assertThat(
            tracks(
                    track("presenter/source", "http://h/1")
                        + track("presenter/source", "http://h/2"))
                .presenter())
        .contains("http://h/2");
  }

  @Test
  void fallsBackToOtherFlavoursWhereThereIsNoSource() throws Exception {
    Mediapackage found =
        tracks(
            track("presenter/delivery", "http://h/delivery")
                + track("presenter/prepared", "http://h/prepared")
                + track("presentation/odd", "http://h/odd"));

    assertThat(found.presenter()).contains("http://h/prepared");
    assertThat(found.presentation()).contains("http://h/odd");
  }

  @Test
  void takesATrackWithoutAddressForNone() throws Exception {
    Mediapackage found =
        tracks("<track type=\"presenter/source\"/>" + track("presentation/source", "http://h/p"));

    assertThat(found.presenter()).isEmpty();
    assertThat(found.presentation()).contains("http://h/p");
  }

  @Test
  void st19RefusesWhatNamesNoTrackOrIsNoXml() {
    assertRefused(
        "<mediapackage><media>"
            + track("presenter/source", "http://h/1")
            + "</media></mediapackage>",
        FailureCode.MEDIAPACKAGE_EMPTY);
    assertRefused(String.format(Locale.ROOT, ROOT, "", "<media/>"), FailureCode.MEDIAPACKAGE_EMPTY);
    assertRefused("this is no XML", FailureCode.MEDIAPACKAGE_INVALID);
    assertRefused("", FailureCode.MEDIAPACKAGE_INVALID);
  }

  @Test
  void refusesADocumentThatIsNestedTooDeeply() {
    assertRefused(
        String.format(Locale.ROOT, ROOT, "", "<a>".repeat(50) + "</a>".repeat(50)),
        FailureCode.MEDIAPACKAGE_INVALID);
  }

  @Test
  void refusesABombOfEntities() {
    assertRefused(
        "<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
            + String.format(
                Locale.ROOT, ROOT, "", "<media>" + track("presenter/source", "&b;") + "</media>"),
        FailureCode.MEDIAPACKAGE_INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "http://other/a b.mp4, http://other/a%20b.mp4",
    "HTTPS://other/a.mp4, https://other/a.mp4",
    "tracks/cam.webm, http://host/events/42/tracks/cam.webm",
    "../43/cam.webm, http://host/events/43/cam.webm"
  })
  void resolvesAddresses(String address, String full) throws Exception {
    assertThat(MediaAddress.resolve("presenter track", address, BASE)).isEqualTo(full);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://h/x.mp4",
        "//host/x.mp4",
        "concat:a|b",
        "C:\\x.mp4",
        "data:video/mp4,aa"
      })
  void refusesAddressesThatAreNone(String address) {
    assertThatThrownBy(() -> MediaAddress.resolve("presenter track", address, BASE))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.SOURCE_URL_INVALID))
        .hasMessageContaining("presenter track");
  }
}
