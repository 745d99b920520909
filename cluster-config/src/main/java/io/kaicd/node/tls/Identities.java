package io.kaicd.node.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** From what the owner said to what the node shows. */
public final class Identities {
  private Identities() {}

  /**
   * @param data the node's folder
   * @param host as bound
   * @param allowed as {@code --allow-host} has them
   * @return empty without TLS
   * @throws IdentityRefused when the owner's files do not do, or the folder cannot be written
   */
  public static Optional<ServerIdentity> of(
      TlsChoice choice, Path data, String nodeId, String host, Collection<String> allowed)
      throws IdentityRefused {
    return switch (choice) {
      case TlsChoice.Off _ -> Optional.empty();
      case TlsChoice.Auto _ ->
          Optional.of(
              OwnIdentity.in(
                  data.resolve("tls"),
                  nodeId,
                  CertificateNames.of(host, allowed, machine()),
                  Instant.now()));
      case TlsChoice.Files(Path certificate, Path key) ->
          Optional.of(GivenIdentity.read(certificate, key, Instant.now()));
    };
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost"; // it has none that resolves
    }
  }
}
