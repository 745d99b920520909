package io.kaicd.cli;

import io.kaicd.node.tls.Fingerprint;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one certificate. The handshake proves that the server has its key, so neither the name nor
 * an authority has to be looked at; an extended trust manager, since the JDK would add the check of
 * the name to a plain one.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {
  private final Fingerprint wanted;

  PinnedCertificate(Fingerprint wanted) {
    this.wanted = wanted;
  }

  /** The server showed another certificate. */
  static final class Another extends CertificateException {
    private static final long serialVersionUID = 1L;

    Another(Fingerprint wanted, Fingerprint shown) {
      super("the node's certificate is not the known one: known " + wanted + ", shown " + shown);
    }
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    Fingerprint shown = Fingerprint.of(chain[0]);
    if (!shown.equals(wanted)) {
      throw new Another(wanted, shown);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String how, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String how, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String how) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String how, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, how);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String how, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, how);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String how) throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
