package io.mediarunner.core.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Distinguishes public Internet addresses from local and private ones. */
final class PublicAddress {
  private PublicAddress() {}

  /** Special-purpose blocks: the IANA registries of RFC 6890. */
  static boolean is(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] octets = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(octets) : isPublic6(octets);
  }

  private static boolean isPublic4(byte[] octets) {
    int a = octets[0] & 0xff;
    int b = octets[1] & 0xff;
    int c = octets[2] & 0xff;
    boolean thisNetwork = a == 0;
    boolean carrierGradeNat = a == 100 && b >= 64 && b <= 127;
    boolean protocolAssignments = a == 192 && b == 0 && c == 0;
    boolean benchmarking = a == 198 && (b == 18 || b == 19);
    boolean documentation =
        (a == 192 && b == 0 && c == 2)
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    boolean reserved = a >= 240;
    return !(thisNetwork
        || carrierGradeNat
        || protocolAssignments
        || benchmarking
        || documentation
        || reserved);
  }

  private static boolean isPublic6(byte[] octets) {
    int first = (octets[0] & 0xff) << 8 | (octets[1] & 0xff);
    if ((first & 0xfe00) == 0xfc00) {
      return false; // unique local
    }
    boolean nat64 = first == 0x0064 && octets[2] == (byte) 0xff && octets[3] == (byte) 0x9b;
    if (nat64) {
      return isEmbeddedPublic(octets, 12);
    }
    return first != 0x2002 || isEmbeddedPublic(octets, 2); // 6to4
  }

  private static boolean isEmbeddedPublic(byte[] octets, int at) {
    try {
      return is(InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + 4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }
}
