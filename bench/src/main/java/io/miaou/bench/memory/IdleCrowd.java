package io.miaou.bench.memory;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many WebSocket connections that say nothing after their handshake: one descriptor each and no thread. One thread at a
 * time.
 *
 * <p>As a program it says {@code open N} on standard output for each line {@code N} of its input, which asks for so many
 * connections in all.
 */
public final class IdleCrowd implements Footprint.Crowd {
    private static final int AT_ONCE = 256; // well below what may wait to be accepted
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final InetSocketAddress server;
    private final byte[] handshake;
    private final boolean entersNamespace;
    private final List<SocketChannel> members = new ArrayList<>();

    /** A crowd of nobody, of plain WebSockets. */
    IdleCrowd(int port) {
        this(port, false);
    }

    /** A crowd of nobody; of Socket.IO clients in the main namespace, if so wished. */
    IdleCrowd(int port, boolean ofSocketIo) {
        this.entersNamespace = ofSocketIo;
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        String target = ofSocketIo ? "/socket.io/?EIO=4&transport=websocket" : "/";
        this.handshake = ("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13" + END_OF_HEAD)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The arguments: the server's port, and {@code socketio} if they are to speak that. */
    public static void main(String[] args) throws IOException {
        try (IdleCrowd crowd = new IdleCrowd(Integer.parseInt(args[0]), args.length > 1)) {
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                crowd.growTo(Integer.parseInt(line));
                System.out.println("open " + crowd.members.size());
            }
        }
    }

    /** Opens connections until there are so many, or closes all of them when none is wanted. */
    @Override
    public void growTo(int size) throws IOException {
        if (size == 0) {
            close();
        }
        while (members.size() < size) {
            int begin = members.size();
            int end = Math.min(size, begin + AT_ONCE);
            for (int i = begin; i < end; i++) {
                SocketChannel member = SocketChannel.open(server);
                members.add(member);
                member.write(ByteBuffer.wrap(handshake));
            }
            for (SocketChannel member : members.subList(begin, end)) {
                awaitUpgrade(member);
            }
            if (entersNamespace) {
                enter(members.subList(begin, end));
            }
        }
    }

    /** Each says {@code 40}, masked with zeros, and hears {@code 40{"sid":...}}. */
    private static void enter(List<SocketChannel> newcomers) throws IOException {
        for (SocketChannel member : newcomers) {
            member.write(ByteBuffer.wrap(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'}));
        }
        for (SocketChannel member : newcomers) {
            byte[] bytes = new byte[1024];
            ByteBuffer answer = ByteBuffer.wrap(bytes);
            while (!textOf(bytes, answer.position()).contains("40{\"sid\"")) {
                if (member.read(answer) < 0) {
                    throw new EOFException("the server closed a connection, after " + textOf(bytes, answer.position()));
                }
            }
        }
    }

    private static void awaitUpgrade(SocketChannel member) throws IOException {
        byte[] bytes = new byte[1024];
        ByteBuffer answer = ByteBuffer.wrap(bytes);
        while (!textOf(bytes, answer.position()).contains(END_OF_HEAD)) {
            if (member.read(answer) < 0) {
                throw new EOFException("the server closed a connection, after " + textOf(bytes, answer.position()));
            }
        }
        if (!textOf(bytes, answer.position()).startsWith("HTTP/1.1 101 ")) {
            throw new IOException("the server refused a handshake: " + textOf(bytes, answer.position()));
        }
    }

    private static String textOf(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Closes all of them by RST, so that no port is left waiting. */
    @Override
    public void close() throws IOException {
        for (SocketChannel member : members) {
            member.setOption(StandardSocketOptions.SO_LINGER, 0);
            member.close();
        }
        members.clear();
    }
}
