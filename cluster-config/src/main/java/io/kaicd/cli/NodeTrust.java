package io.kaicd.cli;

import io.kaicd.node.tls.Fingerprint;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** By what the command line knows that it talks to the node and to nobody else. */
sealed interface NodeTrust {
  /** By authorities that the JDK trusts, and the name in the certificate. */
  record Authorities() implements NodeTrust {
    @Override
    public HttpClient.Builder on(HttpClient.Builder client) {
      return client;
    }

    @Override
    public String curl() {
      return "";
    }
  }

  /**
   * By the very certificate, whatever its name, its authority and its dates.
   *
   * @param certificate the certificate's file where it is at hand, for others to be told
   */
  record Pinned(Fingerprint fingerprint, Optional<String> certificate) implements NodeTrust {
    @Override
    public HttpClient.Builder on(HttpClient.Builder client) {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new PinnedCertificate(fingerprint)}, null);
        return client.sslContext(context);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e); // every JDK has TLS
      }
    }

    @Override
    public String curl() {
      return certificate.map(file -> " --cacert '" + file.replace("'", "'\\''") + "'").orElse("");
    }
  }

  HttpClient.Builder on(HttpClient.Builder client);

  /** What curl is to be given, with a space before it. */
  String curl();
}
