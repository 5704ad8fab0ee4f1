/** Tests of the edge's parts, one by one. */
@NullMarked
package io.miaou.websocket.internal;

import org.jspecify.annotations.NullMarked;
