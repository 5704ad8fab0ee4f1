/** Engine.IO on the edge: sessions over polling and WebSocket, mounted in the WebSocket module's server. */
@NullMarked
package io.miaou.server.internal.engine;

import org.jspecify.annotations.NullMarked;
