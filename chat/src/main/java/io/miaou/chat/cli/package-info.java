/** Commands: how they take options, report mistakes, announce what they listen on and stop. */
@NullMarked
package io.miaou.chat.cli;

import org.jspecify.annotations.NullMarked;
