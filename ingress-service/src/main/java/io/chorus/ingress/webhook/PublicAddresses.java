package io.chorus.ingress.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Tells addresses of the open internet from all others (IANA's special-purpose registries). */
final class PublicAddresses {
  private static final List<Range> NOT_PUBLIC_4 =
      List.of(
          Range.of("0.0.0.0", 8),
          Range.of("100.64.0.0", 10),
          Range.of("192.0.0.0", 24),
          Range.of("192.0.2.0", 24),
          Range.of("198.18.0.0", 15),
          Range.of("198.51.100.0", 24),
          Range.of("203.0.113.0", 24),
          Range.of("240.0.0.0", 4));

  private static final List<Range> NOT_PUBLIC_6 =
      List.of(Range.of("2001::", 23), Range.of("2001:db8::", 32), Range.of("3fff::", 20));

  private static final Range GLOBAL_UNICAST = Range.of("2000::", 3);
  private static final Range TRANSLATED = Range.of("64:ff9b::", 96);
  private static final Range SIX_TO_FOUR = Range.of("2002::", 16);

  private PublicAddresses() {}

  static boolean contains(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress()
        && (address instanceof Inet6Address ? isPublic6(address) : isPublic4(address));
  }

  private static boolean isPublic4(InetAddress address) {
    return NOT_PUBLIC_4.stream().noneMatch(range -> range.contains(address));
  }

  /** Global unicast only, and none that stands for an address of version 4 which isn't public. */
  private static boolean isPublic6(InetAddress address) {
    if (TRANSLATED.contains(address)) {
      return isPublic4In(address, 12);
    }
    if (SIX_TO_FOUR.contains(address)) {
      return isPublic4In(address, 2);
    }
    return GLOBAL_UNICAST.contains(address)
        && NOT_PUBLIC_6.stream().noneMatch(range -> range.contains(address));
  }

  private static boolean isPublic4In(InetAddress address, int from) {
    try {
      byte[] part = Arrays.copyOfRange(address.getAddress(), from, from + 4);
      return contains(InetAddress.getByAddress(part));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Addresses that begin with the same bits. */
  private record Range(InetAddress first, int bits) {

    static Range of(String first, int bits) {
      try {
        return new Range(InetAddress.getByName(first), bits);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
    }

    /**
     * @param address of the same version
     */
    boolean contains(InetAddress address) {
      byte[] ours = first.getAddress();
      byte[] theirs = address.getAddress();
      int whole = bits / 8;
      int rest = 0xff00 >> bits % 8 & 0xff;
      return Arrays.equals(ours, 0, whole, theirs, 0, whole)
          && (rest == 0 || (ours[whole] & rest) == (theirs[whole] & rest));
    }
  }
}
