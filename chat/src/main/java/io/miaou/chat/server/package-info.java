/** The chat on the network: connections, pages, and the servers that carry both. */
@NullMarked
package io.miaou.chat.server;

import org.jspecify.annotations.NullMarked;
