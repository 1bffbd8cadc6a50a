package io.mediarunner.verticles.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.net.ClosedPlaces;
import io.mediarunner.core.net.OutboundRules;
import io.mediarunner.core.net.WebUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class NotifyPolicyTest {
  private static NotifyPolicy policy(boolean privateNetworks, String... hosts) {
    return new NotifyPolicy(
        new OutboundRules(
            List.of(hosts), privateNetworks, new ClosedPlaces(Set.of(8090), Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8090/manager/health",
        "http://localhost:8090/",
        "http://a.localhost:8090/",
        "http://0177.1:8090/",
        "http://[::ffff:127.0.0.1]:8090/",
        "http://0.0.0.0:8090/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://metadata.google.internal/"
      })
  void closesThisProcessAndLinkLocalPlacesWhateverTheSettingsSay(String text) throws Exception {
    WebUrl url = WebUrl.parse(text);

    assertThat(policy(true).refusal(url)).isPresent();
    assertThatThrownBy(() -> policy(true).check(url)).isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> policy(true).resolve(url)).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void judgesWhatANameResolvesTo() throws Exception {
    WebUrl url = WebUrl.parse("http://localhost:8091/notify");

    assertThat(policy(true).resolve(url)).allMatch(InetAddress::isLoopbackAddress);
    assertThatThrownBy(() -> policy(false).resolve(url)).isInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> policy(false).check(WebUrl.parse("http://10.0.0.1/")))
        .hasMessageContaining("DOWNLOAD_ALLOW_PRIVATE_NETWORKS");
  }

  @Test
  void sendsOnlyToListedHosts() throws Exception {
    NotifyPolicy listed = policy(true, "pod.test");

    assertThat(listed.isListed(WebUrl.parse("http://a.pod.test/"))).isTrue();
    assertThatThrownBy(() -> listed.resolve(WebUrl.parse("http://127.0.0.1:8091/")))
        .hasMessageContaining("NOTIFY_ALLOWED_HOSTS");
  }
}
