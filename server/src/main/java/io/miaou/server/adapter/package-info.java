/**
 * How a namespace reaches the sockets of other servers: an {@link io.miaou.server.adapter.Adapter} carries what is meant for all of
 * them, {@link io.miaou.server.adapter.InMemoryAdapter} is the one of a server that is alone.
 */
@NullMarked
package io.miaou.server.adapter;

import org.jspecify.annotations.NullMarked;
