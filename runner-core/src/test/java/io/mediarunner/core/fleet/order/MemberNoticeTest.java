package io.mediarunner.core.fleet.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.ClusterMac;
import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class MemberNoticeTest {
  private static final ClusterMac MAC = new ClusterMac(new Secret("a-secret-of-the-fleet"));
  private static final MemberNotice NOTICE = new MemberNotice(URI.create("http://10.0.0.5:8095"));

  @Test
  void isReadByWhoKnowsTheSecret() {
    assertThat(MemberNotice.read(NOTICE.signed(MAC), MAC)).contains(NOTICE);
  }

  @Test
  void isNothingUnderAnotherSecretOrWithAnotherAddress() {
    ClusterMac other = new ClusterMac(new Secret("another-secret-than-that"));

    assertThat(MemberNotice.read(NOTICE.signed(other), MAC)).isEmpty();
    assertThat(MemberNotice.read(NOTICE.signed(MAC).replace("10.0.0.5", "10.0.0.6"), MAC))
        .isEmpty();
    assertThat(NOTICE.signed(MAC)).doesNotContain("a-secret");
  }

  /** Also if somebody who knows the secret has signed it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.5:8095/path",
        "http://10.0.0.5",
        "ftp://10.0.0.5:8095",
        "http:10.0.0.5:8095",
        ""
      })
  void isNothingWithoutAnAddressThatCanBeAsked(String address) {
    assertThat(MemberNotice.read(new MemberNotice(URI.create(address)).signed(MAC), MAC)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"address\":{},\"mac\":[]}"})
  void isNothingIfItIsNoNotice(String text) {
    assertThat(MemberNotice.read(text, MAC)).isEmpty();
  }

  @Test
  void isNothingIfItIsLong() {
    String text = NOTICE.signed(MAC);
    assertThat(MemberNotice.read(text + " ".repeat(1_000), MAC)).isEmpty();
  }
}
