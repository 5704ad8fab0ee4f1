package io.miaou.websocket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Knows whether a server has read what was sent to it, when no answer tells. The kernel does: a byte that was sent waits in
 * the sender's queue until it is acknowledged and in the receiver's until it is read. A loop that has read bytes handles them
 * before anything that is put to it later, an alarm of the virtual clock among it.
 */
final class ServerSide {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String EMPTY = "00000000";
    private static final int ROUND_TRIPS = 100;

    private ServerSide() {}

    /** Waits until all that was sent to a server has been read by it. */
    static void awaitRead(WebSocketServer server) throws IOException {
        if (Files.exists(TABLES.getFirst())) {
            ServerTest.await("the server reads what was sent", () -> nothingWaits(server.port()));
            return;
        }
        // No such table here: newcomers that were answered later came later, on whichever loop.
        for (int i = 0; i < ROUND_TRIPS; i++) {
            try (RawClient probe = RawClient.connect(server.port())) {
                probe.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                probe.readToEnd();
            }
        }
    }

    /** Whether the kernel holds bytes of clients that the server has not read; true where the kernel does not tell. */
    static boolean holdsUnread(WebSocketServer server) {
        return holdsUnread(server.port());
    }

    /** Whether the kernel holds bytes for whoever has this port that were not read; true where the kernel does not tell. */
    static boolean holdsUnread(int port) {
        return holds(port, 1);
    }

    /** Whether the kernel holds bytes of the server that a client has not taken; true where the kernel does not tell. */
    static boolean holdsUnsent(WebSocketServer server) {
        return holds(server.port(), 0);
    }

    private static boolean holds(int port, int queue) {
        if (!Files.exists(TABLES.getFirst())) {
            return true;
        }
        String suffix = ":%04X".formatted(port);
        for (Path table : TABLES) {
            for (String row : rows(table)) {
                String[] columns = row.strip().split("\\s+", -1);
                boolean ours = columns[1].endsWith(suffix) && columns[3].equals(ESTABLISHED);
                if (ours && !columns[4].split(":", -1)[queue].equals(EMPTY)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean nothingWaits(int port) {
        String suffix = ":%04X".formatted(port);
        for (Path table : TABLES) {
            for (String row : rows(table)) {
                String[] columns = row.strip().split("\\s+", -1); // sl local remote state tx:rx ...
                String[] queues = columns[4].split(":", -1);
                boolean unread = columns[1].endsWith(suffix) && !queues[1].equals(EMPTY);
                boolean underWay = columns[2].endsWith(suffix) && !queues[0].equals(EMPTY);
                if (columns[3].equals(ESTABLISHED) && (unread || underWay)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<String> rows(Path table) {
        try {
            List<String> lines = Files.readAllLines(table);
            return lines.subList(1, lines.size());
        } catch (IOException unreadable) {
            throw new AssertionError("cannot read " + table, unreadable);
        }
    }
}
