/**
 * Engine.IO 4 as a server speaks it: packets, the payloads of long polling, and {@link io.miaou.protocol.engine.ServerSession},
 * the life of one session over long polling and WebSocket.
 */
@NullMarked
package io.miaou.protocol.engine;

import org.jspecify.annotations.NullMarked;
