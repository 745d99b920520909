package io.kaicd.node.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Who the node is to those that call it: a certificate, what leads to it, and its key. */
public final class ServerIdentity {
  private static final char[] IN_MEMORY_ONLY = new char[0];

  private final Path file;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  ServerIdentity(Path file, List<X509Certificate> chain, PrivateKey key) {
    this.file = file;
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** Where the certificates stand, as PEM. */
  public Path file() {
    return file;
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  public Fingerprint fingerprint() {
    return Fingerprint.of(certificate());
  }

  /** Until when the certificate holds. */
  public Instant until() {
    return certificate().getNotAfter().toInstant();
  }

  /** For the server's end of a connection: it shows this identity and asks for none. */
  public SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, IN_MEMORY_ONLY);
      store.setKeyEntry("node", key, IN_MEMORY_ONLY, chain.toArray(Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, IN_MEMORY_ONLY);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot serve the certificate in " + file, e);
    }
  }
}
