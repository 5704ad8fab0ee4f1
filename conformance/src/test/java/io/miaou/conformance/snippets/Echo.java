package io.miaou.conformance.snippets;

import io.miaou.websocket.*;

class Echo implements WebSocketHandler {
    @Override
    public void onText(WebSocket socket, String text) {
        socket.send(text);
    }

    public static void main(String[] args) throws Exception {
        try (var server =
                WebSocketServer.builder().port(8080).endpoint("/", new Echo()).build()) {
            server.start().awaitTermination();
        }
    }
}
