package io.kaicd.node.tls;

import java.nio.file.Path;

/** What the owner said of TLS at the front door. */
public sealed interface TlsChoice {
  /** None: loopback only. */
  record Off() implements TlsChoice {}

  /** A self-signed certificate that the node makes, keeps and renews. */
  record Auto() implements TlsChoice {}

  /**
   * The owner's own.
   *
   * @param certificate PEM: the node's certificate, then those that lead to its authority
   * @param key PEM: its private key, as PKCS#8 and not encrypted
   */
  record Files(Path certificate, Path key) implements TlsChoice {}
}
