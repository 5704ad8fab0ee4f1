@NullMarked
package io.miaou.chat.room;

import org.jspecify.annotations.NullMarked;
