package io.miaou.conformance.snippets;

import io.miaou.server.*;

class SocketIoBinary {
    record Picture(String name, byte[] pixels) {}

    private SocketIoBinary() {}

    static void binary(Socket socket) {
        socket.on("file", String.class, byte[].class, (name, bytes) -> System.out.println(name + ": " + bytes.length));
        socket.on("picture", Picture.class, picture -> socket.broadcast().emit("picture", picture));
        socket.on(
                "relay", event -> socket.broadcast().emit("relay", event.args().raw())); // unread, uncopied
        socket.emit("thumbnail", "cat.png", new byte[] {1, 2, 3});
    }

    static SocketIoServer larger() {
        return SocketIoServer.builder()
                .engine(engine -> engine.maxHttpBufferSize(5_000_000))
                .build();
    }
}
