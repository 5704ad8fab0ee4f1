package io.miaou.conformance.snippets;

import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketServer;
import java.util.List;

class BehindAProxy {
    private BehindAProxy() {}

    static List<WebSocketServer> servers(WebSocketHandler handler) {
        WebSocketServer server = WebSocketServer.builder()
                .trustedProxies("127.0.0.1", "10.0.0.0/8", "fd00::/8")
                .limits(limits -> limits.maxConnectionsPerIp(100))
                .endpoint("/", handler)
                .build();
        WebSocketServer behindTcp = WebSocketServer.builder()
                .trustedProxies("10.0.0.7")
                .proxyProtocol(true)
                .endpoint("/", handler)
                .build();
        return List.of(server, behindTcp);
    }
}
