package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to the broker that a test can hold and cut; after a cut new connections are fine. */
final class CutCable implements AutoCloseable {

  private static final int BUFFER = 8_192;

  private final ServerSocket ends;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Uplink uplink = new Uplink();

  CutCable(int target) throws IOException {
    this.target = target;
    this.ends = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  int port() {
    return ends.getLocalPort();
  }

  /** From now on nothing reaches the broker, and nobody is told. */
  void hold() {
    uplink.held = true;
  }

  /** True when the client has sent something since {@link #hold}. */
  boolean holdsSomething() {
    return uplink.lost;
  }

  /** Ends all connections; what was held is lost. */
  void cut() throws IOException {
    uplink = new Uplink();
    for (Socket socket : List.copyOf(sockets)) {
      sockets.remove(socket);
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    ends.close();
    cut();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = ends.accept();
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(broker);
      Uplink mine = uplink;
      run(() -> pump(client, broker, mine));
      run(() -> pump(broker, client, new Uplink()));
    }
  }

  private static void pump(Socket from, Socket to, Uplink line) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read; (read = in.read(buffer)) >= 0; ) {
        if (line.held) {
          line.lost = true;
        } else {
          out.write(buffer, 0, read);
        }
      }
    }
  }

  private static void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException cut) {
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Uplink {

    private volatile boolean held;
    private volatile boolean lost;
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }
}
