/** Engine.IO alone, without Socket.IO on top: sessions over polling and WebSocket that carry texts and bytes. */
@NullMarked
package io.miaou.server.engine;

import org.jspecify.annotations.NullMarked;
