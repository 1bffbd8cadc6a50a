package io.mediarunner.core.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Distinguishes public Internet addresses from local and private ones. */
public final class PublicAddress {
  /** Where clouds answer with a machine's credentials, outside of the link-local blocks. */
  private static final Set<InetAddress> METADATA =
      Set.of(
          literal("100.100.100.200"),
          literal("168.63.129.16"),
          literal("192.0.0.192"),
          literal("fd00:ec2::254"),
          literal("fd20:ce::254"),
          literal("fd00:42::42"));

  private PublicAddress() {}

  /** Special-purpose blocks: the IANA registries of RFC 6890. */
  public static boolean is(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(address)) {
      return false;
    }
    byte[] octets = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(octets) : isPublic6(address);
  }

  /** Link-local, or a cloud's metadata service, also in an IPv6 disguise. */
  static boolean isInternal(InetAddress address) {
    return address.isLinkLocalAddress()
        || METADATA.contains(address)
        || embedded(address).filter(PublicAddress::isInternal).isPresent();
  }

  /** Whether a connection would come back to this machine. */
  static boolean isThisMachine(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || embedded(address).filter(PublicAddress::isThisMachine).isPresent()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false; // no interfaces to be seen: then its loopback addresses are all it has
    }
  }

  private static boolean isPublic4(byte[] octets) {
    int a = octets[0] & 0xff;
    int b = octets[1] & 0xff;
    int c = octets[2] & 0xff;
    boolean thisNetwork = a == 0;
    boolean carrierGradeNat = a == 100 && b >= 64 && b <= 127;
    boolean protocolAssignments = a == 192 && b == 0 && c == 0;
    boolean relays = a == 192 && b == 88 && c == 99;
    boolean benchmarking = a == 198 && (b == 18 || b == 19);
    boolean documentation =
        (a == 192 && b == 0 && c == 2)
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    boolean reserved = a >= 240;
    return !(thisNetwork
        || carrierGradeNat
        || protocolAssignments
        || relays
        || benchmarking
        || documentation
        || reserved);
  }

  /** Global unicast is 2000::/3, without the blocks there that have a purpose of their own. */
  private static boolean isPublic6(InetAddress address) {
    byte[] octets = address.getAddress();
    int first = group(octets, 0);
    int second = group(octets, 1);
    boolean unicast = (first & 0xe000) == 0x2000;
    boolean protocols = first == 0x2001 && (second & 0xfe00) == 0;
    boolean documentation = (first == 0x2001 && second == 0xdb8) || (first & 0xfff0) == 0x3ff0;
    boolean nat64 = first == 0x64 && second == 0xff9b && group(octets, 2) == 0;
    return (nat64 || (unicast && !protocols && !documentation))
        && embedded(address).map(PublicAddress::is).orElse(true);
  }

  /** The IPv4 address that an IPv6 address leads to. */
  private static Optional<InetAddress> embedded(InetAddress address) {
    if (address instanceof Inet4Address) {
      return Optional.empty();
    }
    byte[] octets = address.getAddress();
    int first = group(octets, 0);
    if (first == 0x2002) {
      return Optional.of(from(octets, 2)); // 6to4
    }
    boolean nat64 = first == 0x64 && group(octets, 1) == 0xff9b;
    boolean isatap = (group(octets, 4) & 0xfdff) == 0 && group(octets, 5) == 0x5efe;
    boolean translated = // RFC 2765, section 2.1: ::ffff:0:a.b.c.d
        Arrays.equals(octets, 0, 8, new byte[8], 0, 8)
            && group(octets, 4) == 0xffff
            && group(octets, 5) == 0;
    boolean compatible =
        Arrays.equals(octets, 0, 12, new byte[12], 0, 12) && group(octets, 6) != 0; // or mapped
    return nat64 || isatap || translated || compatible
        ? Optional.of(from(octets, 12))
        : Optional.empty();
  }

  private static int group(byte[] octets, int index) {
    return (octets[2 * index] & 0xff) << 8 | (octets[2 * index + 1] & 0xff);
  }

  private static InetAddress from(byte[] octets, int at) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a literal needs no look-up", e);
    }
  }
}
