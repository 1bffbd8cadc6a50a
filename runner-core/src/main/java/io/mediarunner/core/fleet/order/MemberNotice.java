package io.mediarunner.core.fleet.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.fleet.ClusterMac;
import io.mediarunner.core.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;

/**
 * What members tell all others over the bus: the address on which one is asked for work. Signed,
 * since whoever is asked gets to see the secret of the cluster.
 *
 * @param address such as {@code http://10.0.0.5:8095}, without a path
 */
public record MemberNotice(URI address) {
  private static final int LONGEST = 1_000;

  /**
   * @throws NullPointerException if {@code address} is null
   */
  public MemberNotice {
    Objects.requireNonNull(address, "address");
  }

  /** As text for the bus. */
  public String signed(ClusterMac mac) {
    return Json.object().put("address", address.toString()).put("mac", mac.of(named())).toString();
  }

  private String named() {
    return "member/" + address;
  }

  /**
   * Reads one.
   *
   * @return empty if it was not signed with this cluster's secret, or is no notice
   */
  public static Optional<MemberNotice> read(String text, ClusterMac mac) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(text);
      URI address = new URI(json.path("address").asText());
      MemberNotice notice = new MemberNotice(address);
      boolean sound = isAddress(address) && mac.right(notice.named(), json.path("mac").asText());
      return sound ? Optional.of(notice) : Optional.empty();
    } catch (JsonProcessingException | URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isAddress(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null
        && address.getPort() > 0
        && address.getRawPath().isEmpty();
  }
}
