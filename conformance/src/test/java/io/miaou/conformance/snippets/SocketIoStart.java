package io.miaou.conformance.snippets;

import io.miaou.server.*;

class SocketIoStart {
    public static void main(String[] args) throws Exception {
        try (var io = SocketIoServer.builder().port(3000).build()) {
            io.onConnection(socket -> socket.on("message", String.class, text -> io.emit("message", text)));
            io.start().awaitTermination();
        }
    }
}
