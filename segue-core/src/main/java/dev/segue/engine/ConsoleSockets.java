package dev.segue.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.SocketFactory;

/**
 * Sockets to PgBouncer's admin console. It speaks PostgreSQL's protocol, calls itself version 1 of it, and refuses the
 * {@code SET} with which the driver greets such old servers; so what is read says version 15. Named in a connection's URL,
 * therefore public.
 */
public final class ConsoleSockets extends SocketFactory {

    /** Made by the driver. */
    public ConsoleSockets() {}

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
                return new Renamed(super.getInputStream());
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new java.net.InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new java.net.InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(java.net.InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }

    /** Writes another version over the one that is told, as long as that is, wherever reads may end. */
    private static final class Renamed extends FilterInputStream {

        private static final byte[] TOLD = "server_version\0".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] INSTEAD = "15.0".getBytes(StandardCharsets.US_ASCII);

        private int matched;
        private int written = -1;

        Renamed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            return one < 0 ? one : renamed((byte) one) & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            for (int n = offset; n < offset + count; n++) {
                bytes[n] = renamed(bytes[n]);
            }
            return count;
        }

        private byte renamed(byte one) {
            if (written >= 0) {
                if (one == 0) {
                    written = -1;
                    return one;
                }
                return written < INSTEAD.length ? INSTEAD[written++] : (byte) ' ';
            }
            matched = one == TOLD[matched] ? matched + 1 : one == TOLD[0] ? 1 : 0;
            if (matched == TOLD.length) {
                matched = 0;
                written = 0;
            }
            return one;
        }
    }
}
