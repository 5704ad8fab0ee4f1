package io.miaou.conformance.snippets;

import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.io.IOException;
import java.nio.file.Path;

class Tls {
    static WebSocketServer start(WebSocketHandler handler) throws IOException {
        var server = WebSocketServer.builder()
                .port(8443)
                .tls(t -> t.certificate(Path.of("fullchain.pem"), Path.of("privkey.pem"))
                        .certificate("*.b.example", Path.of("b-chain.pem"), Path.of("b-key.pem")))
                .endpoint("/chat", handler)
                .build();
        server.start();
        return server;
    }
}
