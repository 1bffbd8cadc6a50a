package io.mediarunner.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {
  /** RFC 3986, sections 5.4.1 and 5.4.2; a fragment is dropped, other schemes are refused. */
  @ParameterizedTest
  @CsvSource({
    "g, http://a/b/c/g",
    "./g, http://a/b/c/g",
    "g/, http://a/b/c/g/",
    "/g, http://a/g",
    "//g, http://g/",
    "?y, http://a/b/c/d;p?y",
    "g?y, http://a/b/c/g?y",
    "#s, http://a/b/c/d;p?q",
    "g#s, http://a/b/c/g",
    "g?y#s, http://a/b/c/g?y",
    ";x, http://a/b/c/;x",
    "g;x, http://a/b/c/g;x",
    "g;x?y#s, http://a/b/c/g;x?y",
    "'', http://a/b/c/d;p?q",
    "., http://a/b/c/",
    "./, http://a/b/c/",
    ".., http://a/b/",
    "../, http://a/b/",
    "../g, http://a/b/g",
    "../.., http://a/",
    "../../, http://a/",
    "../../g, http://a/g",
    "../../../g, http://a/g",
    "../../../../g, http://a/g",
    "/./g, http://a/g",
    "/../g, http://a/g",
    "g., http://a/b/c/g.",
    ".g, http://a/b/c/.g",
    "g.., http://a/b/c/g..",
    "..g, http://a/b/c/..g",
    "./../g, http://a/b/g",
    "./g/., http://a/b/c/g/",
    "g/./h, http://a/b/c/g/h",
    "g/../h, http://a/b/c/h",
    "g;x=1/./y, http://a/b/c/g;x=1/y",
    "g;x=1/../y, http://a/b/c/y",
    "g?y/./x, http://a/b/c/g?y/./x",
    "g?y/../x, http://a/b/c/g?y/../x",
    "https://other/x, https://other/x",
    "\\\\other\\x, http://other/x",
    "a//b, http://a/b/c/a//b",
    "//other//x, http://other//x"
  })
  void resolvesAsTheStandardSays(String reference, String expected) throws Exception {
    assertThat(WebUrl.parse("http://a/b/c/d;p?q").resolve(reference).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h/",
    "HTTP://H:80/A, http://h/A",
    "https://h:443/a, https://h/a",
    "http://h:443/a, http://h:443/a",
    "http://h:/a, http://h/a",
    "http://h:08080/a, http://h:8080/a",
    "http://h?z=1, http://h/?z=1",
    "http://h/a?, http://h/a?",
    "http://h/a//b///c, http://h/a//b///c",
    "http://h//a, http://h//a",
    "http://h/a/./b/../c, http://h/a/c",
    "http://h/a//../b, http://h/a/b",
    "http://h/a[1].mp4, http://h/a%5B1%5D.mp4",
    "http://h/100%.mp4, http://h/100%25.mp4",
    "http://h/50%.mp4?p=50%, http://h/50%25.mp4?p=50%25",
    "http://h/a%2fb%C3%A9%2B.mp4, http://h/a%2fb%C3%A9%2B.mp4",
    "http://h/%2e%2e/a, http://h/%2e%2e/a",
    "http://h/a b.mp4, http://h/a%20b.mp4",
    "http://h/été.mp4?q=é, http://h/%C3%A9t%C3%A9.mp4?q=%C3%A9",
    "http://h/a|b^c`d{e}\"<>.mp4, http://h/a%7Cb%5Ec%60d%7Be%7D%22%3C%3E.mp4",
    "http://h/a?f[]=1&g={2}|3, http://h/a?f[]=1&g=%7B2%7D%7C3",
    "http://h/a+b;c=d:e@f!$&()*~.mp4, http://h/a+b;c=d:e@f!$&()*~.mp4",
    "http://h/a\\b?c\\d, http://h/a/b?c%5Cd",
    "http://h/😀.mp4, http://h/%F0%9F%98%80.mp4",
    "http://u:p@h/a, http://u:p@h/a",
    "http://u@h/a, http://u@h/a",
    "http://@h/a, http://h/a",
    "http://a@b:c@h/a, http://a%40b:c@h/a",
    "http://h\\@evil/a, http://h/@evil/a",
    "http://h/a#t=10, http://h/a"
  })
  void readsWhatBrowsersRead(String written, String expected) throws Exception {
    assertThat(WebUrl.parse(written).text()).isEqualTo(expected);
    assertThat(WebUrl.parse(expected).text()).as("encoded exactly once").isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "media_store, media_store",
    "_a.b_c.example, _a.b_c.example",
    "Médiathèque.example, xn--mdiathque-53af.example",
    "straße.example, xn--strae-oqa.example",
    "bücher.example, xn--bcher-kva.example",
    "例え.テスト, xn--r8jz45g.xn--zckzah",
    "例え。テスト, xn--r8jz45g.xn--zckzah",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "m%C3%A9dia.example, xn--mdia-bpa.example",
    "ｅｘａｍｐｌｅ.org, example.org",
    "example.org., example.org",
    "0177.0.0.1, 127.0.0.1",
    "127.1, 127.0.0.1",
    "0x7f.1, 127.0.0.1",
    "0x7F000001, 127.0.0.1",
    "2130706433, 127.0.0.1",
    "017700000001, 127.0.0.1",
    "127.0.1, 127.0.0.1",
    "127.0.0.1., 127.0.0.1",
    "１２７.0.0.1, 127.0.0.1",
    "%31%32%37.1, 127.0.0.1",
    "0, 0.0.0.0",
    "0xa9fea9fe, 169.254.169.254",
    "[::1], ::1",
    "[::ffff:127.0.0.1], 127.0.0.1",
    "[::FFFF:7f00:1], 127.0.0.1",
    "[::127.0.0.1], ::127.0.0.1",
    "[2001:DB8::1], 2001:db8::1"
  })
  void bringsHostsToOneForm(String written, String host) throws Exception {
    assertThat(WebUrl.parse("http://" + written + "/a").host()).isEqualTo(host);
    assertThat(WebUrl.parse("http://" + written + ":81/a").host()).isEqualTo(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a.mp4",
        "/etc/passwd",
        "www.example.org/a.mp4",
        "file:///etc/passwd",
        "ftp://h/a",
        "http:",
        "http:h/a",
        "http:/h/a",
        "http:///a.mp4",
        "http://?a",
        "http://u:p@/a",
        "http://h:0/a",
        "http://h:65536/a",
        "http://h:99999/a",
        "http://h:999999999999/a",
        "http://h:-1/a",
        "http://h:8O/a",
        "http://h:80:80/a",
        "http://a b/c",
        "http://a%20b/c",
        "http://a%00b/c",
        "http://a..b/c",
        "http://-a/c",
        "http://a<b/c",
        "http://256.1.1.1/a",
        "http://1.2.3.4.5/a",
        "http://1.2.3.08/a",
        "http://a.1/a",
        "http://0x100000000/a",
        "http://[::1/a",
        "http://::1/a",
        "http://[::g]/a",
        "http://[fe80::1%25eth0]/a",
        "http://[1.2.3.4]/a",
        "javascript:alert(1)"
      })
  void refusesWhatIsNoWebAddressAndRepeatsNothingOfIt(String written) {
    assertThatThrownBy(() -> WebUrl.parse(written))
        .isInstanceOf(InvalidUrlException.class)
        .message()
        .matches("must begin with http:// or https://|names .*");
  }

  @Test
  void stripsWhatCameWithTheCopy() throws Exception {
    assertThat(WebUrl.parse(" \u00a0\ufeffhttp://h/a\n b.mp4\t\r\n").text())
        .isEqualTo("http://h/a%20b.mp4");
    assertThat(WebUrl.parse("http://h/\ud800a\u0000.mp4").text())
        .isEqualTo("http://h/%EF%BF%BDa%00.mp4");
  }

  @Test
  void tellsSecretsOnlyToWhoAsksForThem() throws Exception {
    WebUrl url = WebUrl.parse("https://jo%40x:p%3Aw@h:8443/a/b%20c.mp4?sig=s3cret#t");

    assertThat(url).hasToString("https://h:8443/a/b%20c.mp4?…");
    assertThat(url.login()).contains("jo@x:p:w");
    assertThat(url.lastSegment()).isEqualTo("b c.mp4");
    assertThat(url.target()).isEqualTo("/a/b%20c.mp4?sig=s3cret");
    assertThat(url.resolve("d").text()).isEqualTo("https://jo%40x:p%3Aw@h:8443/a/d");
    assertThat(url.resolve("//h2/d").login()).isEmpty();
  }

  @Test
  void readsNamesOfOldServersToo() throws Exception {
    assertThat(WebUrl.parse("http://h/%E9t%E9.mp4").lastSegment()).isEqualTo("été.mp4");
    assertThat(WebUrl.parse("http://h/100%.mp4").lastSegment()).isEqualTo("100%.mp4");
  }
}
