package io.miaou.conformance.snippets;

import io.miaou.websocket.ClientOptions;
import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;

class Compressing {
    private Compressing() {}

    static WebSocketServer server(WebSocketHandler handler) {
        WebSocketServer server = WebSocketServer.builder()
                .compression(c -> c)
                .endpoint("/", handler)
                .build();
        return server;
    }

    static WebSocketClient client(WebSocketHandler handler) {
        WebSocketClient client = WebSocketClient.builder("ws://localhost:8080")
                .compression(c -> c)
                .handler(handler)
                .build();
        return client;
    }

    static ServerOptions.Builder small(ServerOptions.Builder builder) {
        return builder.compression(
                        c -> c.contextTakeover(true, true).threshold(64).deflateMemoryBudget(256 << 20))
                .limits(l -> l.bytesPerSecond(4_000_000));
    }

    static ClientOptions.Builder fast(ClientOptions.Builder builder) {
        return builder.compression(c -> c.level(1).threshold(4_096));
    }

    static void secret(WebSocket socket, String token) {
        socket.sendUncompressed("{\"type\":\"session\",\"token\":\"" + token + "\"}");
    }
}
