package io.kaicd.actors.egress;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The IPv4 addresses that an IPv6 address stands for, or may: somewhere a gateway unpacks them. */
final class CarriedIpv4 {
  private static final byte[] NAT64 = hex("0064ff9b0000000000000000");
  private static final byte[] NAT64_OF_ONES_OWN = hex("0064ff9b0001");
  private static final byte[] TEREDO = hex("20010000");
  private static final byte[] SIX_TO_FOUR = hex("2002");

  private CarriedIpv4() {}

  static List<byte[]> in(byte[] six) {
    List<byte[]> carried = new ArrayList<>();
    if (atItsEnd(six)) {
      carried.add(end(six));
    }
    if (begins(six, SIX_TO_FOUR)) {
      carried.add(Arrays.copyOfRange(six, 2, 6));
    }
    if (begins(six, TEREDO)) {
      carried.add(Arrays.copyOfRange(six, 4, 8)); // the server
      byte[] client = end(six);
      for (int i = 0; i < client.length; i++) {
        client[i] ^= (byte) 0xff;
      }
      carried.add(client);
    }
    if (ofOnesOwnNat64(six)) {
      // RFC 6052: where it stands depends on the length of the prefix, which only the site knows.
      carried.add(pick(six, 6, 7, 9, 10));
      carried.add(pick(six, 7, 9, 10, 11));
      carried.add(pick(six, 9, 10, 11, 12));
      carried.add(end(six));
    }
    return carried;
  }

  /** Whether it is of the prefix that sites use for a NAT64 of their own (RFC 8215). */
  static boolean ofOnesOwnNat64(byte[] six) {
    return begins(six, NAT64_OF_ONES_OWN);
  }

  /** Mapped, compatible, translated (RFC 2765), NAT64 and ISATAP forms. */
  private static boolean atItsEnd(byte[] six) {
    boolean isatap =
        (six[8] & 0xfd) == 0 && six[9] == 0 && six[10] == 0x5e && (six[11] & 0xff) == 0xfe;
    if (isatap || begins(six, NAT64)) {
      return true;
    }
    for (int i = 0; i < 8; i++) {
      if (six[i] != 0) {
        return false;
      }
    }
    int high = (six[8] & 0xff) << 8 | (six[9] & 0xff);
    int low = (six[10] & 0xff) << 8 | (six[11] & 0xff);
    return (high == 0 && (low == 0 || low == 0xffff)) || (high == 0xffff && low == 0);
  }

  private static byte[] end(byte[] six) {
    return Arrays.copyOfRange(six, 12, 16);
  }

  private static byte[] pick(byte[] six, int a, int b, int c, int d) {
    return new byte[] {six[a], six[b], six[c], six[d]};
  }

  static boolean begins(byte[] address, byte[] prefix) {
    return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
