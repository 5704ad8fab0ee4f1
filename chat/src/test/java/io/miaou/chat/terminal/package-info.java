@NullMarked
package io.miaou.chat.terminal;

import org.jspecify.annotations.NullMarked;
