/** What an idle WebSocket connection costs: heap and resident memory, ours beside Netty's stock pipeline. */
@NullMarked
package io.miaou.bench.memory;

import org.jspecify.annotations.NullMarked;
