/** The chat's JSON over text frames: what clients send, what the server says, and the two ways to count time. */
@NullMarked
package io.miaou.chat.wire;

import org.jspecify.annotations.NullMarked;
