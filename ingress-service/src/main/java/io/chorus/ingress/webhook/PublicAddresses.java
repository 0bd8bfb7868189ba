package io.chorus.ingress.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the open internet from all others (IANA's special-purpose registries). */
final class PublicAddresses {
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
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    boolean shared = first == 100 && (second & 0xc0) == 64;
    boolean protocol = first == 192 && second == 0;
    boolean benchmark = first == 198 && (second & 0xfe) == 18;
    return first != 0 && first < 224 && !shared && !protocol && !benchmark;
  }

  /** Global unicast only, and none that stands for an address of version 4 which isn't public. */
  private static boolean isPublic6(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (starts(bytes, 0x00, 0x64, 0xff, 0x9b)) {
      return isPublic4In(bytes, 12);
    }
    if (starts(bytes, 0x20, 0x02)) {
      return isPublic4In(bytes, 2);
    }
    boolean teredoOrDocumentation =
        starts(bytes, 0x20, 0x01, 0x00) || starts(bytes, 0x20, 0x01, 0x0d);
    return (bytes[0] & 0xe0) == 0x20 && !teredoOrDocumentation;
  }

  private static boolean starts(byte[] bytes, int... beginning) {
    for (int i = 0; i < beginning.length; i++) {
      if ((bytes[i] & 0xff) != beginning[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPublic4In(byte[] bytes, int from) {
    try {
      return contains(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
