package io.miaou.testkit.proxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One of the two sockets of a connection, and what it asks of the selector. The proxy's thread only. */
final class Side {
    private final SocketChannel channel;
    private final SelectionKey key;

    /** Takes the socket over; when it throws, the socket is closed. */
    Side(SocketChannel channel, Selector selector, Ready ready) throws IOException {
        this.channel = channel;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            key = channel.register(selector, 0, ready);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What the selector calls when a socket is ready for what it asked. */
    interface Ready {
        void ready(int operations);
    }

    SocketChannel channel() {
        return channel;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Asks to be told when the socket is ready for an operation, or not any more. A selector that is told less wakes less. */
    void want(int operation, boolean wanted) {
        if (key.isValid()) {
            int before = key.interestOps();
            int after = wanted ? before | operation : before & ~operation;
            if (after != before) {
                key.interestOps(after);
            }
        }
    }

    int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    /** Sends FIN; reading goes on. */
    void finish() {
        try {
            if (channel.isConnected()) {
                channel.shutdownOutput();
            }
        } catch (IOException e) {
            // The peer has gone already, which is what a FIN would tell it.
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Its descriptor is gone all the same.
        }
    }

    /** Closes with RST. */
    void reset() {
        try {
            if (channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            // The peer has gone already.
        }
        close();
    }
}
