package dev.segue.testing.kill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes bytes between clients and a PostgreSQL server until it is told to cut a connection. Connections are numbered
 * from 1 in the order in which they are made. Thread-safe.
 */
final class CuttingProxy implements AutoCloseable {

    /** The server says ReadyForQuery: type, length 5, and the transaction's status, of which any is right. */
    private static final byte[] READY = {'Z', 0, 0, 0, 5};

    private final ServerSocket entrance;
    private final int port;
    private final List<Link> links = new CopyOnWriteArrayList<>();

    /** Begins to listen. */
    CuttingProxy(int serverPort) {
        try {
            this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the proxy", e);
        }
        this.port = serverPort;
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    /** {@return the port that clients connect to} */
    int port() {
        return entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), port));
                links.add(link);
                Thread.ofVirtual().name("proxy to server").start(link::toServer);
                Thread.ofVirtual().name("proxy to client").start(link::toClient);
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException("the proxy broke", e);
                }
            }
        }
    }

    /** Cuts a connection at once: what is sent next does not arrive. */
    void cut(int connection) {
        links.get(connection - 1).close();
    }

    /** Cuts a connection when the server has answered what is sent next; the answer does not arrive. */
    void cutAtAnswer(int connection) {
        links.get(connection - 1).mute = true;
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy does not close", e);
        } finally {
            links.forEach(Link::close);
        }
    }

    /** One connection. */
    private static final class Link {

        private final Socket client;
        private final Socket server;
        private volatile boolean mute;

        Link(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void toServer() {
            byte[] bytes = new byte[16_384];
            try (InputStream from = client.getInputStream();
                    OutputStream to = server.getOutputStream()) {
                for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                    to.write(bytes, 0, read);
                }
            } catch (IOException e) {
                close(); // one side is gone, and so is the other then
            }
            close();
        }

        void toClient() {
            byte[] bytes = new byte[16_384];
            byte[] tail = new byte[READY.length + 1];
            try (InputStream from = server.getInputStream();
                    OutputStream to = client.getOutputStream()) {
                for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                    if (!mute) {
                        to.write(bytes, 0, read);
                        continue;
                    }
                    tail = appended(tail, bytes, read);
                    if (Arrays.equals(tail, 0, READY.length, READY, 0, READY.length)) {
                        break;
                    }
                }
            } catch (IOException e) {
                close(); // one side is gone, and so is the other then
            }
            close();
        }

        private static byte[] appended(byte[] tail, byte[] bytes, int read) {
            byte[] all = Arrays.copyOf(tail, tail.length + read);
            System.arraycopy(bytes, 0, all, tail.length, read);
            return Arrays.copyOfRange(all, all.length - tail.length, all.length);
        }

        void close() {
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("a socket does not close", e);
                }
            }
        }
    }
}
