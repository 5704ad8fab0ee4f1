package io.miaou.server.adapter;

import io.miaou.protocol.socket.Payload;

/**
 * An event for many sockets, encoded once. Immutable: the arrays in it are not to be changed.
 *
 * @param name its name
 * @param payload name and arguments
 */
public record OutgoingEvent(String name, Payload payload) {}
