package io.miaou.websocket;

import io.miaou.websocket.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** A test of plain requests that a mount serves; when it ends, nothing may be left of them. */
abstract class MountTest extends ServerTest {
    final TestMount mount = new TestMount();
    final BlockingQueue<String> noted = new LinkedBlockingQueue<>();

    WebSocketServer server() throws Exception {
        return server(UnaryOperator.identity());
    }

    WebSocketServer server(UnaryOperator<ServerOptions.Builder> more) throws Exception {
        WebSocketServer server = start(mount.in(more).andThen(b -> b.http(r -> HttpResponse.text(200, "http")))::apply);
        closing(() -> SocketTest.expectEmpty(server));
        return server;
    }

    RawClient asking(WebSocketServer server, String... requests) throws Exception {
        RawClient client = connect(server);
        client.send(String.join("", requests));
        return client;
    }
}
