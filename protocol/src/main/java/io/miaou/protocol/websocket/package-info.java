/** RFC 6455 as a pure core: one codec and one machine, for both sides of a connection. */
@NullMarked
package io.miaou.protocol.websocket;

import org.jspecify.annotations.NullMarked;
