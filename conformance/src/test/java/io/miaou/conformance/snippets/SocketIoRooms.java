package io.miaou.conformance.snippets;

import io.miaou.server.*;
import java.util.List;

class SocketIoRooms {
    private SocketIoRooms() {}

    static void rooms(SocketIoServer io, Socket socket) {
        socket.join("room:cats", "room:dogs");
        socket.leave("room:dogs");
        io.to("room:cats").emit("news", "for all cats");
        socket.to("room:cats").emit("news", "for all other cats");
        io.to("room:cats", "room:dogs").except("muted").emit("news", "once for each, if in both");
        socket.broadcast().emit("news", "for all but this one");
        io.to(socket.id()).emit("news", "for this one alone");
    }

    static void many(SocketIoServer io) {
        List<RemoteSocket> cats = io.in("room:cats").fetchSockets().join();
        System.out.println(cats.size() + " cats");
        io.in("room:cats").socketsJoin("room:animals");
        io.in("room:cats").socketsLeave("room:cats");
        io.in("room:banned").disconnectSockets(true);
    }
}
