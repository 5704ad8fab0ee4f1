/** Tests of the server over real sockets, on a clock of their own. */
@NullMarked
package io.miaou.websocket;

import org.jspecify.annotations.NullMarked;
