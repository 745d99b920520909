package io.kaicd.actors.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Turns a host's name into addresses; the addresses are checked and then connected to. */
@FunctionalInterface
interface Resolver {
  InetAddress[] resolve(String host) throws UnknownHostException;
}
