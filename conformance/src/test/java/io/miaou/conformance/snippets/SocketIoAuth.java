package io.miaou.conformance.snippets;

import io.miaou.server.*;
import java.util.Map;
import java.util.Optional;

class SocketIoAuth {
    record User(String name, boolean admin) {}

    /** What an application has. */
    interface Users {
        Optional<User> byToken(String token);
    }

    private SocketIoAuth() {}

    static void door(SocketIoServer io, Users users) {
        io.use((socket, next) -> {
            String token = socket.handshake().auth().path("token").asString("");
            Optional<User> user = users.byToken(token); // may ask a database: this is a virtual thread
            if (user.isEmpty()) {
                next.refuse("not authorized", Map.of("code", "bad_token"));
                return;
            }
            socket.data().put("user", user.get());
            socket.join("user:" + user.get().name());
            next.accept();
        });
    }

    static void events(Socket socket) {
        socket.use((event, next) -> {
            boolean admin = socket.data().get("user") instanceof User user && user.admin();
            if (event.name().startsWith("admin:") && !admin) {
                next.refuse("not for you");
            } else {
                next.accept();
            }
        });
        socket.onError((error, event) -> socket.emit("refused", event.name(), String.valueOf(error.getMessage())));
    }

    static SocketIoServer handshakes() {
        return SocketIoServer.builder()
                .engine(engine -> engine.allowRequest(request ->
                        request.header("X-Api-Key").isPresent() ? Optional.empty() : Optional.of("Forbidden")))
                .build();
    }

    static void logOut(SocketIoServer io, String name) {
        io.in("user:" + name).disconnectSockets(true);
    }
}
