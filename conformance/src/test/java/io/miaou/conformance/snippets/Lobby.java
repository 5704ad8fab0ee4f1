package io.miaou.conformance.snippets;

import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketGroup;
import io.miaou.websocket.WebSocketServer;

class Lobby {
    private Lobby() {}

    static void welcome(WebSocketServer server, WebSocket socket) {
        WebSocketGroup lobby = server.newGroup();
        lobby.add(socket);
        lobby.send("Welcome, all of you");
    }
}
