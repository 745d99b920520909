package io.kaicd.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kaicd.http.connection.Transport;
import io.kaicd.node.tls.Identities;
import io.kaicd.node.tls.IdentityRefused;
import io.kaicd.node.tls.ServerIdentity;
import io.kaicd.node.tls.TlsChoice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How the front door is told to this machine's command line.
 *
 * @param identity empty without TLS
 * @param renewed whether the node makes it anew by itself
 */
record DoorAddress(Optional<ServerIdentity> identity, Transport transport, boolean renewed) {
  static DoorAddress of(NodeOptions options, Path data, String nodeId) throws StartRefused {
    try {
      Optional<ServerIdentity> identity =
          Identities.of(options.tls(), data, nodeId, options.httpHost(), options.allowHosts());
      Transport transport =
          identity
              .<Transport>map(found -> new Transport.Tls(found.context()))
              .orElseGet(Transport.Plain::new);
      return new DoorAddress(identity, transport, options.tls() instanceof TlsChoice.Auto);
    } catch (IdentityRefused e) {
      throw new StartRefused(String.valueOf(e.getMessage()), e.remedy());
    }
  }

  /** Where it is called from this machine, whatever it listens at. */
  String url(InetSocketAddress bound) {
    InetAddress address = bound.getAddress();
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return String.format(Locale.ROOT, "%s://%s:%d", transport.scheme(), shown, bound.getPort());
  }

  /** Adds to node.json what a caller on this machine needs to know this node by. */
  void note(ObjectNode note) {
    identity.ifPresent(
        found ->
            note.putObject("tls")
                .put("fingerprint", found.fingerprint().text())
                .put("until", found.until().toString())
                .put("certificate", found.file().toAbsolutePath().toString())
                .put("renewed", renewed));
  }
}
