package io.miaou.chat.server;

import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.http.StaticFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * The small page with which a browser joins the conversation: its files, and {@code /config.json}, which tells it the port
 * that speaks WebSocket. Nothing on it comes from another server.
 */
final class ChatPage implements HttpHandler {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'";

    private static final StaticFiles FILES =
            StaticFiles.resources(ChatPage.class, "page").withHeader("Content-Security-Policy", POLICY);

    private final IntSupplier port;

    /** @param port that speaks WebSocket; 0 where it is the page's own, by whatever number the browser knows that */
    ChatPage(IntSupplier port) {
        this.port = port;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        return reads && request.path().equals("/config.json") ? config() : FILES.handle(request);
    }

    private HttpResponse config() {
        String json = "{\"webSocketPort\":" + port.getAsInt() + "}\n";
        return HttpResponse.bytes(200, "application/json", json.getBytes(StandardCharsets.UTF_8))
                .withHeader("Cache-Control", "no-store")
                .withHeader("X-Content-Type-Options", "nosniff");
    }
}
