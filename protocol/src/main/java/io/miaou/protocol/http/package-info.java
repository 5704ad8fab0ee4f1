/**
 * The part of HTTP/1.1 that a WebSocket server needs (RFC 9110, RFC 9112), read strictly: a message that two readers could
 * understand differently is refused.
 */
@NullMarked
package io.miaou.protocol.http;

import org.jspecify.annotations.NullMarked;
