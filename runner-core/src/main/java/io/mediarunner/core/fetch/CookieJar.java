package io.mediarunner.core.fetch;

import io.mediarunner.core.net.WebUrl;
import java.util.HashMap;
import java.util.Map;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.Cookie;
import org.apache.hc.client5.http.cookie.CookieStore;

/**
 * The cookies of one download, as a storage behind a login sets them on its way to the file. They
 * go back to the origin that set them, whereas RFC 6265 alone would show them to every port of its
 * host; those that name a domain also go to its other hosts on the same scheme and port.
 */
final class CookieJar {
  private final Map<WebUrl.Origin, BasicCookieStore> stores = new HashMap<>();

  /** What a request to an address may carry, and where its answer puts more. */
  CookieStore of(WebUrl url) {
    WebUrl.Origin origin = url.origin();
    BasicCookieStore own = stores.computeIfAbsent(origin, unused -> new BasicCookieStore());
    stores.forEach(
        (other, store) -> {
          boolean alike = other.scheme().equals(origin.scheme()) && other.port() == origin.port();
          if (alike && !other.equals(origin)) {
            store.getCookies().stream()
                .filter(cookie -> cookie.containsAttribute(Cookie.DOMAIN_ATTR))
                .forEach(own::addCookie);
          }
        });
    return own;
  }
}
