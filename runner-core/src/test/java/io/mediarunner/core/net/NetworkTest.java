package io.mediarunner.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mediarunner.core.config.ProxyConfig;
import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.parse.RunnerConfigParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  /** Made for this test with {@code openssl req -x509 -newkey ed25519 -subj /CN=test-ca}. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBOjCB7aADAgECAhQe6Vco7bGc/jHRNlqSW+LPUNngsDAFBgMrZXAwEjEQMA4G
      A1UEAwwHdGVzdC1jYTAgFw0yNjExMjQwNDI4NTZaGA8yMTI2MTAzMTA0Mjg1Nlow
      EjEQMA4GA1UEAwwHdGVzdC1jYTAqMAUGAytlcAMhAPu/JAuZwYpWZxH6fq0+fRpe
      d54Q00nxxB0iTlzYLNfxo1MwUTAdBgNVHQ4EFgQU+yiAq6AB4NvqYLfTQDhAYiyK
      TgMwHwYDVR0jBBgwFoAU+yiAq6AB4NvqYLfTQDhAYiyKTgMwDwYDVR0TAQH/BAUw
      AwEB/zAFBgMrZXADQQAdJURPp9eJhDPrseUtDdHGtPs453UXmQPoYHZPIyhkoxVB
      BPxwJhW0GsLa5HFao6bPAZg3BjKYk9uMQysWxa4O
      -----END CERTIFICATE-----
      """;

  @TempDir private Path folder;

  private static ProxyConfig config(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("RUNNER_TOKEN", "a-token");
    return RunnerConfigParser.parse(all, Map.of()).config().proxy();
  }

  @ParameterizedTest
  @CsvSource({
    "http://pod.example.org/a, plain",
    "https://pod.example.org/a, secure",
    "https://intern.org/a, ''",
    "https://www.intern.org/a, ''",
    "https://notintern.org/a, secure",
    "http://x.dotted.org, ''",
    "http://dotted.org, ''",
    "http://127.0.0.1:8081/, ''",
    "http://localhost/, ''",
    "http://[::1]:80/, ''"
  })
  void choosesTheProxyByAddress(URI address, String expected) throws Exception {
    Network network =
        Network.of(
            config(
                Map.of(
                    "HTTP_PROXY", "plain:3128",
                    "HTTPS_PROXY", "http://secure",
                    "NO_PROXY", "Intern.org, .dotted.org")));

    assertThat(network.proxyFor(address).map(ProxyServer::host).orElse("")).isEqualTo(expected);
  }

  @Test
  void readsTheLoginOfAProxy() {
    ProxyServer proxy =
        config(Map.of("HTTP_PROXY", "http://us%40er:p%3Ass@proxy:8080/")).http().orElseThrow();

    assertThat(proxy.user()).contains("us@er");
    assertThat(proxy.password().orElseThrow().value()).isEqualTo("p:ss");
    assertThat(proxy.port()).isEqualTo(8080);
    assertThat(proxy.toString()).doesNotContain("p:ss");
  }

  @Test
  void trustsJavasAuthoritiesUnlessOthersAreNamed() throws Exception {
    assertThat(Network.of(config(Map.of())).authorities()).isEmpty();

    Path pem = Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);
    for (Map<String, String> settings :
        List.of(
            Map.of("SSL_CERT_FILE", pem.toString()), Map.of("SSL_CERT_DIR", folder.toString()))) {
      Optional<?> own = Network.of(config(settings)).authorities();
      assertThat(((X509TrustManager) own.orElseThrow()).getAcceptedIssuers())
          .singleElement()
          .satisfies(ca -> assertThat(ca.getSubjectX500Principal().getName()).contains("test-ca"));
    }
  }

  @Test
  void namesTheSettingWhoseFileIsWrong() throws Exception {
    Path text = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    for (Path wrong : List.of(text, folder.resolve("missing.pem"))) {
      assertThatThrownBy(() -> Network.of(config(Map.of("SSL_CERT_FILE", wrong.toString()))))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("SSL_CERT_FILE", wrong.toString());
    }
  }
}
