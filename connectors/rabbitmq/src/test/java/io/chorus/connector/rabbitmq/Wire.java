package io.chorus.connector.rabbitmq;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The network between a client and a server: it keeps answers back, and cuts connections. */
final class Wire implements AutoCloseable {

  private final int serverPort;
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new NamedThreads("test-wire"));
  private boolean keepsAnswers;

  Wire(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on nothing comes back; what is sent arrives. */
  synchronized void keepAnswers() {
    keepsAnswers = true;
  }

  /** Cuts all connections, with the answers that were kept; new ones work. */
  synchronized void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
    keepsAnswers = false;
    notifyAll();
  }

  /** Cuts all connections, and takes no new ones. */
  void cutForGood() throws IOException {
    listener.close();
    cut();
  }

  @Override
  public void close() throws IOException {
    cutForGood();
    threads.shutdownNow();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        sockets.addAll(List.of(client, server));
        threads.execute(() -> carry(client, server, false));
        threads.execute(() -> carry(server, client, true));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void carry(Socket from, Socket to, boolean answers) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[8192];
      for (int read; (read = in.read(buffer)) >= 0; ) {
        awaitFree(answers);
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // Cut.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitFree(boolean answers) throws InterruptedException {
    while (answers && keepsAnswers) {
      wait();
    }
  }
}
