/**
 * WebSocket (RFC 6455) for applications: {@link io.miaou.websocket.WebSocketServer} accepts connections, a
 * {@link io.miaou.websocket.WebSocketClient} makes one, a
 * {@link io.miaou.websocket.WebSocketHandler} hears of them, a {@link io.miaou.websocket.WebSocket} is one of them.
 */
@NullMarked
package io.miaou.websocket;

import org.jspecify.annotations.NullMarked;
