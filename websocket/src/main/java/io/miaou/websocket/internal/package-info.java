/**
 * The edge: Netty channels, event loops and threads under the public API. Not exported.
 *
 * <p>A connection is a {@link io.miaou.websocket.internal.HttpConnection} first and becomes a {@link
 * io.miaou.websocket.internal.WebSocketChannel} at the upgrade, or ends as a {@link
 * io.miaou.websocket.internal.LingeringClose}: one handler at a time, all of them {@link
 * io.miaou.websocket.internal.LoopHandler}s of one {@link io.miaou.websocket.internal.Loop} for life.
 */
@NullMarked
package io.miaou.websocket.internal;

import org.jspecify.annotations.NullMarked;
