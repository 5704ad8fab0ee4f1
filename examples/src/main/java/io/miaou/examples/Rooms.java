package io.miaou.examples;

import io.miaou.server.Args;
import io.miaou.server.Event;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;

/**
 * Groups of clients.
 *
 * <p>Run {@code ./miaou example rooms}; then, on two pages:
 *
 * <pre>{@code
 * const socket = io('http://localhost:3000');
 * socket.on('said', (room, who, text) => console.log(`[${room}] ${who}: ${text}`));
 * socket.on('joined', (room, who) => console.log(`[${room}] ${who} is here`));
 * socket.on('left', (room, who) => console.log(`[${room}] ${who} is gone`));
 * await socket.emitWithAck('join', 'cats'); // how many are in it now
 * socket.emit('say', 'cats', 'miaou');
 * socket.emit('leave', 'cats');
 * }</pre>
 *
 * A room exists while somebody is in it; nobody makes or deletes it. Every socket is in a room of its own, named by its id, by
 * which it can be reached alone. That is why the rooms that clients name get a prefix here: otherwise a client could join the room
 * that is another's id, and hear what is meant for that one.
 */
public final class Rooms {
    private static final String PREFIX = "room:";

    private Rooms() {}

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .cors(cors -> cors.allowOrigin("*"))
                .build();
        io.onConnection(socket -> {
            socket.on("join", event -> join(io, socket, event));
            socket.on("say", event -> say(socket, event.args()));
            socket.on("leave", event -> leave(socket, event.args().require(0, String.class)));
            socket.onDisconnecting(reason -> leaveAll(socket));
        });
        Serving.untilStopped(io);
    }

    private static void join(SocketIoServer io, Socket socket, Event event) {
        String name = event.args().require(0, String.class);
        socket.join(PREFIX + name);
        socket.to(PREFIX + name).emit("joined", name, socket.id()); // to the others
        // All event loops, and other servers, are asked who is in it: hence a future. A handler may wait.
        event.ack().send(io.in(PREFIX + name).fetchSockets().join().size());
    }

    private static void say(Socket socket, Args args) {
        String name = args.require(0, String.class);
        if (socket.rooms().contains(PREFIX + name)) {
            socket.to(PREFIX + name).emit("said", name, socket.id(), args.require(1, String.class));
        }
    }

    private static void leave(Socket socket, String name) {
        if (socket.rooms().contains(PREFIX + name)) {
            socket.leave(PREFIX + name);
            socket.to(PREFIX + name).emit("left", name, socket.id());
        }
    }

    /** When this is called, the socket still has its rooms; afterwards it has none. */
    private static void leaveAll(Socket socket) {
        for (String room : socket.rooms()) {
            if (room.startsWith(PREFIX)) {
                leave(socket, room.substring(PREFIX.length()));
            }
        }
    }
}
