package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaicd.contract.egress.EgressLine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK",
    "127.255.255.254, LOOPBACK",
    "0.0.0.0, LOOPBACK",
    "::1, LOOPBACK",
    "::, LOOPBACK",
    "::ffff:127.0.0.1, LOOPBACK",
    "10.0.0.1, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "::ffff:192.168.1.1, PRIVATE",
    "fc00::1, PRIVATE",
    "fd12:3456::1, PRIVATE",
    "100.64.0.1, SHARED",
    "100.127.255.255, SHARED",
    "198.18.0.1, SHARED",
    "198.19.255.255, SHARED",
    "fec0::1, SHARED",
    "64:ff9b::127.0.0.1, SHARED",
    "64:ff9b::192.168.1.1, SHARED",
    "64:ff9b:1::808:808, SHARED",
    "2002:7f00:1::1, SHARED",
    "2002:c0a8:101::1, SHARED",
    "2001:0:808:808::3f57:fefe, SHARED",
    "::127.0.0.1, SHARED",
    "::ffff:0:10.0.0.1, SHARED",
    "2001:4860::5efe:10.0.0.1, SHARED",
    "0.0.0.1, RESERVED",
    "192.0.0.1, RESERVED",
    "192.0.2.1, RESERVED",
    "198.51.100.1, RESERVED",
    "203.0.113.1, RESERVED",
    "192.88.99.1, RESERVED",
    "224.0.0.1, RESERVED",
    "255.255.255.255, RESERVED",
    "::2, RESERVED",
    "100::1, RESERVED",
    "2001:db8::1, RESERVED",
    "3fff::1, RESERVED",
    "2001:2::1, RESERVED",
    "4000::1, RESERVED",
    "ff02::1, RESERVED",
    "64:ff9b::e000:1, RESERVED",
    "169.254.1.1, FORBIDDEN",
    "100.100.100.200, FORBIDDEN",
    "fe80::1, FORBIDDEN",
    "8.8.8.8, PUBLIC",
    "172.15.0.1, PUBLIC",
    "172.32.0.1, PUBLIC",
    "100.63.0.1, PUBLIC",
    "100.128.0.1, PUBLIC",
    "198.17.0.1, PUBLIC",
    "198.20.0.1, PUBLIC",
    "2606:4700::1111, PUBLIC",
    "64:ff9b::808:808, PUBLIC",
    "2002:808:808::1, PUBLIC",
    "2001:4860:4860::8888, PUBLIC",
  })
  void anAddressIsOfOneKind(String address, AddressKind kind) throws UnknownHostException {
    assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(kind);
  }

  @ParameterizedTest
  @EnumSource
  void onlyPublicOnesNeedNobodysWord(AddressKind kind) {
    assertThat(kind.allowed(false)).isEqualTo(kind == AddressKind.PUBLIC);
    assertThat(kind.allowed(true))
        .isEqualTo(kind != AddressKind.FORBIDDEN && kind != AddressKind.RESERVED);
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsSurelyOfTheHouseIsTakenForIt(AddressKind kind) {
    assertThat(kind.reach())
        .isEqualTo(
            switch (kind) {
              case LOOPBACK -> EgressLine.Reach.LOOPBACK;
              case PRIVATE -> EgressLine.Reach.PRIVATE;
              case FORBIDDEN, RESERVED, SHARED, PUBLIC -> EgressLine.Reach.PUBLIC;
            });
  }
}
