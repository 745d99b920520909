package io.kaicd.actors.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForbiddenAddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "2852039166", // 169.254.169.254 as one number
        "169.16689662", // and as two
        "100.100.100.200",
        "168.63.129.16",
        "fe80::1",
        "febf::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fd00:ec2::23",
        "fd00:ec2::253",
        "fd00:ec2:ffff::1",
        "fd00:42::42",
        "fd00:c1::a9fe:a9fe",
        "fd00:a9fe:a9fe::1",
        "fd00:100::100:200",
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "::169.254.169.254",
        "::ffff:0:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1:a9:fe:a9fe::",
        "64:ff9b:1:0:a9:fea9:fe00:0",
        "2001:0:a9fe:a9fe::1",
        "2001::5601:5601",
        "2001:4860::5efe:a9fe:a9fe",
        "2001:4860::200:5efe:a9fe:a9fe",
        "2002:6464:64c8::1",
      })
  void metadataAndLinkLocalAreForbidden(String text) throws UnknownHostException {
    assertThat(ForbiddenAddresses.contains(InetAddress.getByName(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.0.0.5",
        "192.168.1.20",
        "169.253.1.1",
        "8.8.8.8",
        "fd00:ec3::254",
        "fec0::1",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1",
      })
  void otherAddressesAreNot(String text) throws UnknownHostException {
    assertThat(ForbiddenAddresses.contains(InetAddress.getByName(text))).isFalse();
  }
}
