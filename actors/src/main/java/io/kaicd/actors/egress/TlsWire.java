package io.kaicd.actors.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS over a channel, with the name checked against the certificate. */
final class TlsWire implements Wire {
  private final SocketChannel channel;
  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;

  private TlsWire(SocketChannel channel, SSLSocket socket) throws IOException {
    this.channel = channel;
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /**
   * @param host as the URL has it, an IPv6 address without brackets
   */
  static TlsWire open(
      SSLSocketFactory factory, SocketChannel channel, String host, int port, int millis)
      throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(channel.socket(), host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!Resolution.literal(host)) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(millis);
    socket.startHandshake();
    return new TlsWire(channel, socket);
  }

  @Override
  public int read(byte[] into, int offset, int length, int millis) throws IOException {
    socket.setSoTimeout(millis);
    return in.read(into, offset, length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public boolean quiet() {
    try {
      // Records of TLS's own may be waiting, so only its reader can tell; 1 ms is its least.
      socket.setSoTimeout(1);
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    PlainWire.closeQuietly(channel);
  }
}
