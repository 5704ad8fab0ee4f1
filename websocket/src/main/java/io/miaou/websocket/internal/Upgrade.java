package io.miaou.websocket.internal;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.DeflateParameters;
import io.miaou.protocol.websocket.DeflatePolicy;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.protocol.websocket.Side;
import io.miaou.websocket.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a handshake leads: to the endpoint of its path, or nowhere.
 *
 * @param deflate the compression of the connection, paid for: it must come into being, or this must be ended
 */
record Upgrade(Handshake.Answer.Accept accept, @Nullable ConnectionDeflate deflate) {
    /** What a request asks for, and what to answer if it is WebSocket; where there is no endpoint, 404. */
    static Handshake.Answer judge(RequestHead head, Map<String, Endpoint> endpoints, DeflatePolicy deflate) {
        Endpoint endpoint = endpoints.get(head.path());
        Handshake.Answer answer =
                Handshake.answer(head, endpoint == null ? List.of() : endpoint.subprotocols(), deflate);
        return answer instanceof Handshake.Answer.Accept && endpoint == null
                ? new Handshake.Answer.Refuse(
                        404, Headers.empty(), "no WebSocket endpoint at " + HttpSyntax.quote(head.path()))
                : answer;
    }

    /** Answers a handshake that may enter. */
    static void answer(HttpConnection connection, HttpExchange exchange) {
        ServerRuntime server = connection.server();
        switch (exchange.handshake()) {
            case Handshake.Answer.NotWebSocket plain -> throw new IllegalStateException("not a handshake");
            case Handshake.Answer.Refuse refusal -> {
                server.settings().metrics().handshakeRefused(refusal.status());
                connection.refuse(exchange.head, refusal.status(), refusal.headers(), refusal.detail());
            }
            case Handshake.Answer.Accept accept -> {
                if (connection.isShuttingDown()) {
                    connection.sendAndEnd(exchange.head, 503, Headers.empty());
                    return;
                }
                Upgrade upgrade = afford(server, exchange, accept);
                WebSocketChannel webSocket = upgrade.webSocket(server, connection.loop, connection.channel(), exchange);
                connection.out().writeUpgrade(upgrade.accept.headers());
                ByteBuf behind = connection.handOver();
                connection.channel().pipeline().replace(connection, null, webSocket);
                LoopHandler.readOn(connection.channel(), true);
                webSocket.open(behind);
            }
        }
    }

    /**
     * Pays for the compression that was agreed on, or agrees on less when there is no memory for it: what was judged may have
     * waited for a gate.
     */
    private static Upgrade afford(ServerRuntime server, HttpExchange exchange, Handshake.Answer.Accept accept) {
        Upgrade first = begin(server, accept);
        if (first != null) {
            return first;
        }
        Deflation deflation = server.deflation();
        deflation.noteCutBack(server, exchange.request().remoteAddress());
        Upgrade thrifty = begin(server, again(server, exchange.head, deflation.thriftyPolicy()));
        return thrifty == null ? new Upgrade(again(server, exchange.head, DeflatePolicy.OFF), null) : thrifty;
    }

    /** Null when there is no memory for it. */
    private static @Nullable Upgrade begin(ServerRuntime server, Handshake.Answer.Accept accept) {
        DeflateParameters agreed = accept.deflate().orElse(null);
        if (agreed == null) {
            return new Upgrade(accept, null);
        }
        ConnectionDeflate deflate = server.deflation().begin(agreed, Side.SERVER);
        return deflate == null ? null : new Upgrade(accept, deflate);
    }

    /** The same handshake with another policy: it was accepted before, and is now. */
    private static Handshake.Answer.Accept again(ServerRuntime server, RequestHead head, DeflatePolicy deflate) {
        return (Handshake.Answer.Accept) judge(head, server.options().endpoints(), deflate);
    }

    /** What takes the place of HTTP once the handshake was answered. */
    private WebSocketChannel webSocket(ServerRuntime server, Loop loop, Channel channel, HttpExchange exchange) {
        KeptRequest request = KeptRequest.of(exchange.head, exchange.request());
        Endpoint endpoint = requireNonNull(server.options().endpoints().get(request.path()));
        return new WebSocketChannel(
                server,
                loop,
                channel,
                endpoint.handler(),
                endpoint.runsInline(),
                request,
                accept.subprotocol(),
                deflate);
    }
}
