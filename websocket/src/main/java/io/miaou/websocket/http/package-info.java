/** Plain HTTP requests on the port of a WebSocket server: a handler hook, static files, answers whole or streamed. */
@NullMarked
package io.miaou.websocket.http;

import org.jspecify.annotations.NullMarked;
