package io.miaou.testkit.proxy;

import java.io.IOException;
import java.net.Socket;

/** Both ends of a connection through a proxy, as blocking sockets, and the proxy's view of it. */
record Pair(Socket client, Socket server, ProxiedConnection link) implements AutoCloseable {
    Socket sender(Direction direction) {
        return direction == Direction.TO_SERVER ? client : server;
    }

    Socket receiver(Direction direction) {
        return direction == Direction.TO_SERVER ? server : client;
    }

    void send(Direction direction, byte[] data) throws IOException {
        sender(direction).getOutputStream().write(data);
    }

    /** Reads that many bytes, or fewer when the stream ends. */
    byte[] read(Direction direction, int count) throws IOException {
        return receiver(direction).getInputStream().readNBytes(count);
    }

    byte[] readAll(Direction direction) throws IOException {
        return receiver(direction).getInputStream().readAllBytes();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
