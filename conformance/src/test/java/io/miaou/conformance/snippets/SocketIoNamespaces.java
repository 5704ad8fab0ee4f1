package io.miaou.conformance.snippets;

import io.miaou.server.*;

class SocketIoNamespaces {
    private SocketIoNamespaces() {}

    static void namespaces(SocketIoServer io) {
        Namespace orders = io.of("/orders");
        orders.use((socket, next) -> {
            if (socket.handshake().auth().path("staff").asBoolean(false)) {
                next.accept();
            } else {
                next.refuse("staff only");
            }
        });
        orders.onConnection(socket -> socket.on("ship", Integer.class, number -> orders.emit("shipped", number)));
        io.emit("news", "for the main namespace alone");
    }
}
