/**
 * Socket.IO for applications: {@link io.miaou.server.SocketIoServer} accepts connections, a {@link io.miaou.server.Namespace}
 * groups them by purpose, a {@link io.miaou.server.Socket} is one client in one namespace.
 */
@NullMarked
package io.miaou.server;

import org.jspecify.annotations.NullMarked;
