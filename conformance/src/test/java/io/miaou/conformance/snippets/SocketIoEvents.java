package io.miaou.conformance.snippets;

import io.miaou.server.*;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

class SocketIoEvents {
    record Point(double x, double y, String color) {}

    private SocketIoEvents() {}

    static void hearing(SocketIoServer io) {
        io.onConnection(socket -> {
            socket.on("ready", () -> System.out.println("ready"));
            socket.on("name", String.class, name -> socket.data().put("name", name));
            socket.on("draw", Point.class, point -> socket.broadcast().emit("draw", point));
            socket.on("move", Integer.class, Integer.class, (x, y) -> System.out.println(x + "," + y));
            socket.on(
                    "anything",
                    JsonNode.class,
                    tree -> System.out.println(tree.path("deep").path("down")));
            socket.on("many", event -> System.out.println(event.args().size() + " arguments"));
            socket.onError((error, event) -> System.err.println(event.name() + ": " + error.getMessage()));
        });
    }

    static void speaking(Socket socket) {
        socket.emit("news", "text", 42, List.of(1, 2), new Point(0.5, 0.25, "teal"));
        socket.asVolatile().emit("position", 3, 4); // dropped if the client cannot take it now
    }

    static void answering(Socket socket) {
        socket.onRequest(
                "sum", int[].class, numbers -> java.util.Arrays.stream(numbers).sum());
        socket.on("save", Point.class, (point, ack) -> {
            ack.send("saved", point); // later and from any thread, if need be
        });
    }

    static void asking(Socket socket) {
        socket.timeout(Duration.ofSeconds(5))
                .emitWithAck("confirm", Boolean.class, "Really?")
                .thenAccept(sure -> System.out.println("answered " + sure))
                .exceptionally(failure -> {
                    System.out.println("no answer: " + failure.getMessage());
                    return null;
                });
    }

    static boolean waiting(Socket socket) {
        try {
            return Boolean.TRUE.equals(socket.timeout(Duration.ofSeconds(5)).call("confirm", Boolean.class, "Really?"));
        } catch (AckTimeoutException | DisconnectedException noAnswer) {
            return false;
        }
    }
}
