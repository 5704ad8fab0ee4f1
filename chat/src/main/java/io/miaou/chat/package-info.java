/** Miaou Chat: where it starts. */
@NullMarked
package io.miaou.chat;

import org.jspecify.annotations.NullMarked;
