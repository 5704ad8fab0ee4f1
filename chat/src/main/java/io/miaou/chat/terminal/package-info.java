/** The chat in a terminal, as the course's own client shows it: frames in, lines out; lines in, frames out. */
@NullMarked
package io.miaou.chat.terminal;

import org.jspecify.annotations.NullMarked;
