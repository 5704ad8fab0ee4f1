@NullMarked
package io.miaou.chat.cli;

import org.jspecify.annotations.NullMarked;
