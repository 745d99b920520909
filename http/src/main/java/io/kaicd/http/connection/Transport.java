package io.kaicd.http.connection;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.ServerBuilder;

/** What a connection's bytes go through. */
public sealed interface Transport {
  /** As they are; for loopback. */
  record Plain() implements Transport {
    @Override
    public String scheme() {
      return "http";
    }

    @Override
    public int defaultPort() {
      return 80;
    }

    @Override
    public ServerBuilder on(ServerBuilder server) {
      return server;
    }
  }

  /**
   * TLS 1.3 or 1.2, with no application protocol agreed on, so that it is always HTTP/1.1.
   *
   * @param context holds the key and the certificates
   */
  record Tls(SSLContext context) implements Transport {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    @Override
    public String scheme() {
      return "https";
    }

    @Override
    public int defaultPort() {
      return 443;
    }

    @Override
    public ServerBuilder on(ServerBuilder server) {
      return server.enableHttps(ConnectionContext.httpsServer(this::engine));
    }

    private SSLEngine engine() {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      engine.setEnabledProtocols(VERSIONS);
      return engine;
    }
  }

  /** As a URL begins: {@code http} or {@code https}. */
  String scheme();

  /** The port that a URL of this scheme leaves out. */
  int defaultPort();

  /** The server that speaks it. */
  ServerBuilder on(ServerBuilder server);
}
