package io.mediarunner.core.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaAddressTest {
  @ParameterizedTest
  @CsvSource({
    "tracks/screen one[1].mp4, http://h/a//b/tracks/screen%20one%5B1%5D.mp4",
    "../100%.mp4, http://h/a//100%25.mp4",
    "?id=2, http://h/a//b/m%20p.xml?id=2",
    "./cut.smil#t, http://h/a//b/cut.smil",
    "été.mp4, http://h/a//b/%C3%A9t%C3%A9.mp4",
    "a%2Fb.mp4?sig=x%2F//y, http://h/a//b/a%2Fb.mp4?sig=x%2F//y",
    "http://media_store:8080//k.mp4, http://media_store:8080//k.mp4",
    "HTTPS://Other/a b, https://other/a%20b"
  })
  void resolvesAgainstTheMediapackage(String address, String expected) throws Exception {
    assertThat(MediaAddress.resolve("presenter", address, "http://h/a//b/m p.xml?token=1"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "//etc/passwd",
        "C:\\x.mp4",
        "a\\b.mp4",
        "file:///etc/passwd",
        "ftp://h/a",
        "http://",
        "http://h:99999/a",
        "https:a.mp4"
      })
  void namesTheEntryThatItRefuses(String address) {
    assertThatThrownBy(() -> MediaAddress.resolve("presenter track", address, "http://h/m.xml"))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(FailureCode.SOURCE_URL_INVALID);
              assertThat(e.failure().message()).contains("presenter track");
            });
  }
}
