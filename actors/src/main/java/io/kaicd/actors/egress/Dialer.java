package io.kaicd.actors.egress;

import io.kaicd.contract.error.ErrorCode;
import io.kaicd.contract.error.RejectedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections: resolve, check, and connect to the very address that was checked. */
final class Dialer {
  private final EgressSettings settings;
  private final Resolution resolution;
  private final Supplier<SSLSocketFactory> tls;

  Dialer(EgressSettings settings, Resolution resolution, Supplier<SSLSocketFactory> tls) {
    this.settings = settings;
    this.resolution = resolution;
    this.tls = tls;
  }

  /**
   * @param deadline in {@link System#nanoTime()}
   * @param local whether it must stay in the house
   * @param named whether the service's owner named its host and port
   * @throws RejectedException {@code egress.refused}, {@code egress.leaves-house} or {@code
   *     upstream.unreachable}
   */
  Connection dial(URI uri, long deadline, boolean local, boolean named)
      throws IOException, InterruptedException {
    String host = uri.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    long soonest = Math.min(deadline - System.nanoTime(), settings.connectTimeout().toNanos());
    long until = System.nanoTime() + soonest;
    InetAddress[] addresses = resolution.checked(host, Connection.millisUntil(until), local, named);
    IOException last = new IOException("no address");
    for (int i = 0; i < addresses.length; i++) {
      long now = System.nanoTime();
      // One that is silent leaves time for those after it.
      long share = now + (until - now) / (addresses.length - i);
      try {
        return open(uri, host, addresses[i], share);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw unreachable(uri, last);
  }

  private Connection open(URI uri, String host, InetAddress address, long until)
      throws IOException {
    int port = AllowedBase.port(uri);
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(new InetSocketAddress(address, port), Connection.millisUntil(until));
      Wire wire =
          "https".equalsIgnoreCase(uri.getScheme())
              ? TlsWire.open(tls.get(), channel, host, port, Connection.millisUntil(until))
              : new PlainWire(channel);
      return new Connection(wire, AddressKind.of(address), settings.maxHead());
    } catch (IOException | RuntimeException e) {
      PlainWire.closeQuietly(channel);
      throw e;
    }
  }

  private static RejectedException unreachable(URI uri, IOException cause) {
    String origin = AllowedBase.origin(uri);
    return switch (cause) {
      case SocketTimeoutException _ ->
          ErrorCode.UPSTREAM_UNREACHABLE
              .reject(origin + " does not answer a connection in time")
              .asException();
      case SSLException _ ->
          ErrorCode.UPSTREAM_UNREACHABLE
              .reject(origin + " and this node agree on no TLS connection")
              .withRemedy(
                  "Check that the address is https, and that this machine trusts its certificate"
                      + " for that name")
              .asException();
      default ->
          ErrorCode.UPSTREAM_UNREACHABLE.reject(origin + " refuses connections").asException();
    };
  }
}
