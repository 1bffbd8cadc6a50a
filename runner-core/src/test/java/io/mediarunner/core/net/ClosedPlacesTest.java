package io.mediarunner.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class ClosedPlacesTest {
  private static final Optional<ClosedPlaces.Reason> MANAGER =
      Optional.of(ClosedPlaces.Reason.MANAGER);

  private static ClosedPlaces with(String manager) {
    return new ClosedPlaces(Set.of(8082), Optional.of(URI.create(manager)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://192.0.2.1:8081, http://192.0.2.1:8081/x, true",
    "http://192.0.2.1:8081, http://0xc0000201:8081/x, true",
    "http://192.0.2.1:8081, http://[::ffff:192.0.2.1]:8081/x, true",
    "http://192.0.2.1:8081, https://192.0.2.1:8081/x, true",
    "http://192.0.2.1:8081, http://192.0.2.1:8080/x, false",
    "http://192.0.2.1:8081, http://192.0.2.2:8081/x, false",
    "https://manager.invalid, https://MANAGER.invalid./x, true",
    "https://manager.invalid, https://manager.invalid:8443/x, false",
    "https://manager.invalid, http://manager.invalid/x, false",
    "https://manager.invalid, https://media.invalid/x, false",
    "https://127.0.0.1, https://127.0.0.1/x, true",
    "https://127.0.0.1, https://localhost/x, false",
    "https://127.0.0.1, https://[::1]/x, true",
    "https://video.invalid/manager, https://video.invalid/media/x, false",
    "https://video.invalid/manager, https://video.invalid/manager/x, true"
  })
  void knowsTheManager(String manager, String url, boolean closed) throws Exception {
    assertThat(with(manager).why(WebUrl.parse(url))).isEqualTo(closed ? MANAGER : Optional.empty());
  }

  @Test
  void knowsTheManagerByItsAddressUnlessItSharesItsServer() throws Exception {
    InetAddress address = InetAddress.getByName("127.0.0.3");

    assertThat(with("http://127.0.0.1:8081").why(address, 8081)).isEqualTo(MANAGER);
    assertThat(with("http://127.0.0.1:8081").why(address, 8080)).isEmpty();
    assertThat(with("http://127.0.0.1:8081/manager").why(address, 8081)).isEmpty();
    assertThat(with("https://127.0.0.1").why(address, 443)).as("virtual hosts").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://0177.0.0.1:8082",
        "http://2130706433:8082",
        "http://127.1:8082",
        "http://0x7f.1:8082",
        "http://[::127.0.0.1]:8082",
        "http://[::7f00:1]:8082",
        "http://[::ffff:127.0.0.1]:8082",
        "http://[::ffff:0:127.0.0.1]:8082",
        "http://[64:ff9b::127.0.0.1]:8082",
        "http://[64:ff9b:1::127.0.0.1]:8082",
        "http://[2002:7f00:1::]:8082",
        "http://[::]:8082",
        "http://0:8082",
        "http://1２7.0.0.1:8082"
      })
  void seesThroughDisguisesOfItsOwnPorts(String url) throws Exception {
    assertThat(with("http://manager.invalid").why(WebUrl.parse(url)))
        .contains(ClosedPlaces.Reason.OWN_PORT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://a:0", "http://a:65536", "http://a:-1", "http://a:99999999999"})
  void takesAPortOutOfRangeForNoAddress(String url) {
    assertThat(catchThrowable(() -> WebUrl.parse(url)))
        .isInstanceOf(InvalidUrlException.class)
        .hasMessageContaining("1 to 65535");
  }
}
