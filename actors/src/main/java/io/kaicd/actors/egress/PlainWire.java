package io.kaicd.actors.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TCP as it is. */
final class PlainWire implements Wire {
  private final SocketChannel channel;
  private final Socket socket;
  private final InputStream in;

  PlainWire(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.socket = channel.socket();
    this.in = socket.getInputStream();
  }

  @Override
  public int read(byte[] into, int offset, int length, int millis) throws IOException {
    socket.setSoTimeout(millis);
    return in.read(into, offset, length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  @Override
  public boolean quiet() {
    try {
      channel.configureBlocking(false);
      int came = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return came == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
